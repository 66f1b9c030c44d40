import type { CommandId } from '#lib/client/commands.ts';
import type { ShownLayer } from '#lib/domain/vision/vision-view.ts';

interface LayerCommand {
  readonly id: CommandId;
  /** As in the table of shortcuts. */
  readonly key: string;
}

/** The commands that show and hide what has a key. */
export const LAYER_COMMANDS = {
  objects: { id: 'toggleObjects', key: 'O' },
  labels: { id: 'toggleLabels', key: 'L' },
  text: { id: 'toggleText', key: 'T' },
  faces: { id: 'toggleFaces', key: 'F' },
  colors: { id: 'toggleColors', key: 'C' },
} as const satisfies Readonly<Record<Exclude<ShownLayer, 'other'>, LayerCommand>>;
