import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands before a service that tests share, so that one of them can have it fail for itself alone. */
export interface TcpProxy {
  /** The service's URL, through the proxy. */
  readonly url: string;
  /** Resets all connections, and each new one (Toxiproxy's `down`). */
  cut(): void;
  /**
   * Answers no longer arrive, though questions do (Toxiproxy's `timeout`, downstream).
   *
   * @param from from the answer to the question on that holds this text; at once when left out
   */
  swallowAnswers(from?: string): void;
  /** On connections that are open now nothing arrives any more, either way; new ones work. */
  freeze(): void;
  /** As at first. What was held back or swallowed stays lost: its connections are reset. */
  mend(): void;
  close(): Promise<void>;
}

type State = 'open' | 'cut' | 'answers swallowed';

/** @param target URL of the service */
export async function startProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  let state: State = 'open';
  let swallowFrom: string | undefined;

  const enter = (next: State) => {
    state = next;
    swallowFrom = undefined;
  };
  const track = (socket: Socket, other: () => Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const server = createServer((client) => {
    if (state === 'cut') {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const service = connect(Number(port), hostname);
    track(client, () => service);
    track(service, () => client);
    client.on('data', (data) => {
      if (swallowFrom !== undefined && data.includes(swallowFrom)) enter('answers swallowed');
      if (!frozen.has(client)) service.write(data);
    });
    service.on('data', (data) => {
      if (state === 'open' && !frozen.has(client)) client.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);

  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    url: url.href,
    cut() {
      enter('cut');
      reset();
    },
    swallowAnswers(from) {
      if (from === undefined) enter('answers swallowed');
      else swallowFrom = from;
    },
    freeze() {
      for (const socket of sockets) frozen.add(socket);
    },
    mend() {
      reset();
      enter('open');
    },
    async close() {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
}
