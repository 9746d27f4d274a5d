// What a service worker has beside a page.  The compiler's own library of it cannot stand beside the one of pages in one
// run: here is what ours uses.

/** An event whose end the browser waits for before it puts the worker to sleep. */
interface ExtendableEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  /** Id of the page that asks; empty for a page that is only being opened. */
  readonly clientId: string;
  respondWith(answer: Response | Promise<Response>): void;
}

interface ExtendableMessageEvent<T> extends ExtendableEvent {
  readonly data: T;
  readonly ports: readonly MessagePort[];
  readonly source: WorkerClient | null;
}

/** A page, or a worker of a page, that the service worker speaks with. */
interface WorkerClient {
  readonly url: string;
  readonly type: "window" | "worker" | "sharedworker";
  postMessage(message: unknown): void;
}

/** What the tablet's page tells its worker. */
type WorkerAct = { act: "take-over" } | { act: "ready" } | { act: "version" };

interface WorkerEvents {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  message: ExtendableMessageEvent<WorkerAct | null>;
}

interface ServiceWorkerScope {
  readonly clients: {
    get(id: string): Promise<WorkerClient | undefined>;
    matchAll(): Promise<readonly WorkerClient[]>;
    claim(): Promise<void>;
  };
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof WorkerEvents>(name: K, act: (event: WorkerEvents[K]) => void): void;
}

/** What `safety/web/tablet/worker.py` puts before the worker: each file's address with its SHA-256, hexadecimal. */
declare const KEPT: {
  version: string;
  files: [url: string, sha256: string][];
  /** Kept from their first use on. */
  later: [url: string, sha256: string][];
};
