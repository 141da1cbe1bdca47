import { useSyncExternalStore } from "react";

/** A small piece of state outside React: read, changed and watched from anywhere. */
export class Store<T> {
  private readonly watchers = new Set<() => void>();
  private state: T;

  constructor(initial: T) {
    this.state = initial;
  }

  readonly get = (): T => this.state;

  readonly set = (next: T | ((now: T) => T)): void => {
    const value = typeof next === "function" ? (next as (now: T) => T)(this.state) : next;
    if (Object.is(value, this.state)) return;
    this.state = value;
    for (const watcher of [...this.watchers]) watcher();
  };

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };
}

/** A store's state in a component. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** One part of a store's state; `pick` must give the same value for the same state. */
export function usePicked<T, P>(store: Store<T>, pick: (state: T) => P): P {
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}
