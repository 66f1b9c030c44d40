'use client';
import { Camera, SwitchCamera } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';

interface CameraDialogProps {
  onPicture: (file: File) => void;
  onClose: () => void;
}

type State = 'starting' | 'running' | 'denied' | 'missing' | 'failed';

/** What the camera sees, and one picture of it. Nothing is recorded; the camera is let go when the dialog closes. */
export function CameraDialog({ onPicture, onClose }: CameraDialogProps) {
  const t = useTranslations('vision.camera');
  const close = useTranslations('shell')('close');
  const video = useRef<HTMLVideoElement>(null);
  const [facing, setFacing] = useState<'environment' | 'user'>('environment');
  const state = useCamera(video, facing);
  const shoot = async () => {
    const file = await frameOf(video.current);
    if (file === undefined) return;
    onPicture(file);
    onClose();
  };
  return (
    <Dialog shape="wide" title={t('title')} closeLabel={close} onClose={onClose}>
      <div className="flex flex-col items-center gap-3 p-4">
        <video
          ref={video}
          autoPlay
          muted
          playsInline
          aria-label={t('preview')}
          hidden={state !== 'running'}
          className="max-h-[calc(100dvh-220px)] w-full rounded-control bg-hover object-contain"
        />
        {state !== 'running' && (
          <p role={state === 'starting' ? 'status' : 'alert'} className="py-8 text-ui text-muted">
            {t(state)}
          </p>
        )}
        <div className="flex gap-2">
          <Button look="primary" data-focus-first disabled={state !== 'running'} onClick={() => void shoot()}>
            <Camera size={16} strokeWidth={1.5} aria-hidden />
            {t('shoot')}
          </Button>
          <Button
            disabled={state !== 'running'}
            onClick={() => setFacing((now) => (now === 'user' ? 'environment' : 'user'))}
          >
            <SwitchCamera size={16} strokeWidth={1.5} aria-hidden />
            {t('switch')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function useCamera(video: React.RefObject<HTMLVideoElement | null>, facing: 'environment' | 'user'): State {
  const [state, setState] = useState<State>('starting');
  useEffect(() => {
    let stream: MediaStream | undefined;
    let isOver = false;
    const end = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const begin = async () => {
      // Absent where the page did not come over https or from this machine.
      if (navigator.mediaDevices === undefined) throw new DOMException('', 'NotFoundError');
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: facing, width: { ideal: 4096 }, height: { ideal: 2160 } },
      });
      // Closed while the person was asked.
      if (isOver || video.current === null) {
        end();
        return;
      }
      video.current.srcObject = stream;
      setState('running');
    };
    setState('starting');
    begin().catch((thrown: unknown) => setState(stateOf(thrown)));
    return () => {
      isOver = true;
      end();
    };
  }, [video, facing]);
  return state;
}

function stateOf(thrown: unknown): State {
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'failed';
}

/** @returns undefined before the first frame */
async function frameOf(video: HTMLVideoElement | null): Promise<File | undefined> {
  if (video === null || video.videoWidth === 0) return;
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 });
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[^\d]/g, '');
  return new File([blob], `camera-${stamp}.jpg`, { type: blob.type });
}
