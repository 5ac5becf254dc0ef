/**
 * A member of a group of consumers: it owns its share of the partitions, and gives out their messages so that no two of
 * one key are worked on side by side or overtake each other. A message is the group's until it is acknowledged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Group, Message, Source } from './source.js';

/** Messages that are held at most: at least so many, and so many for each that may be in flight. */
const HELD = 100;
const HELD_PER_FLIGHT = 4;
/** From one look for messages to the next, where there are none. */
const LOOK_MS = 5;
/** From one look for more partitions to the next, by a member that has some. */
const SHARE_LOOK_MS = 100;
/** A member that nobody has asked for that long lets others have its partitions. */
const IDLE_MS = 20;

interface Waiter {
  readonly resolve: (message: Message) => void;
  readonly reject: (reason: unknown) => void;
}

/** Gives out messages, of each key one at a time, and takes them back when they are done. */
export class Member {
  /** Messages that were given out before, here or elsewhere: somebody may have worked on them. */
  redelivered = 0;
  /** Messages that were acknowledged by another when this member was done with them. */
  duplicates = 0;
  readonly #source: Source;
  readonly #mostHeld: number;
  /** What it owns, each with the number of that ownership: order is checked within one. */
  readonly #owned = new Map<number, number>();
  #ownerships = 0;
  /** Those of them that go to others when no message of theirs is in flight. */
  readonly #leaving = new Set<number>();
  readonly #flyingOf = new Map<number, number>();
  #flying = 0;
  readonly #ready: Message[] = [];
  /** The messages behind one of their key that is ready or in flight; other keys have no entry. */
  readonly #behind = new Map<number, Message[]>();
  #held = 0;
  readonly #last = new Map<number, { readonly sequence: number; readonly ownership: number }>();
  readonly #waiters: Waiter[] = [];
  #group: Group = { members: 1, busy: 1 };
  /** True where there was nothing to read in all that it owns. */
  #isHungry = false;
  #shareLookMs = 0;
  #isFetching = false;
  #isClosed = false;
  #failure: unknown = null;
  #activeMs = Date.now();
  readonly #timers: readonly NodeJS.Timeout[];

  /** For at most `inFlight` messages at a time; tells every `beatSeconds` that it lives. */
  constructor(source: Source, { inFlight, beatSeconds }: { readonly inFlight: number; readonly beatSeconds: number }) {
    this.#source = source;
    this.#mostHeld = Math.max(HELD, inFlight * HELD_PER_FLIGHT);
    this.#timers = [
      setInterval(() => void this.#orFail(() => this.#beat()), beatSeconds * 1000),
      setInterval(() => void this.#orFail(() => this.#restIfIdle()), IDLE_MS),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** The next message that may start; rejects when none is left, and when the source is gone. */
  take(): Message | Promise<Message> {
    this.#activeMs = Date.now();
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const message = this.#waiters.length === 0 ? this.#next() : null;
    if (message !== null) return message;
    const taken = new Promise<Message>((resolve, reject) => this.#waiters.push({ resolve, reject }));
    void this.#fetch();
    return taken;
  }

  /** Acknowledges a message that is done: the next of its key may start. Rejects when the source is gone. */
  async done(message: Message): Promise<void> {
    if (!(await this.#source.acknowledge(message))) this.duplicates++;
    const next = this.#behind.get(message.key)?.shift();
    if (next === undefined) this.#behind.delete(message.key);
    else this.#ready.push(next);
    await this.#land(message);
  }

  /** Takes back a message that could not be done: it is the next of its key again. */
  async giveBack(message: Message): Promise<void> {
    this.#ready.unshift({ ...message, isRedelivered: true });
    this.#held++;
    this.#last.delete(message.key);
    await this.#land(message);
  }

  /** Leaves the group: what was given and not acknowledged goes to others. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#source.close();
  }

  async #land({ partition }: Message): Promise<void> {
    this.#activeMs = Date.now();
    this.#flying--;
    this.#flyingOf.set(partition, (this.#flyingOf.get(partition) ?? 1) - 1);
    if (this.#leaving.has(partition)) await this.#leaveIfDone(partition);
    this.#serve();
    if (this.#waiters.length > 0) void this.#fetch();
  }

  /** A message that may start, or null; it is in flight from then on. Throws where it is not the next of its key. */
  #next(): Message | null {
    for (;;) {
      const message = this.#ready[0];
      if (message === undefined) return null;
      const { partition, key, sequence } = message;
      const ownership = this.#owned.get(partition);
      if (ownership === undefined || !this.#source.owns(partition)) {
        this.#forget(partition);
        this.#owned.delete(partition);
        this.#leaving.delete(partition);
        continue;
      }
      this.#ready.shift();
      this.#held--;
      const last = this.#last.get(key);
      if (last?.ownership === ownership && sequence !== last.sequence + 1)
        throw new Error(`the order is broken: message ${sequence} of key ${key} came after ${last.sequence}`);
      this.#last.set(key, { sequence, ownership });
      if (message.isRedelivered) this.redelivered++;
      this.#flying++;
      this.#flyingOf.set(partition, (this.#flyingOf.get(partition) ?? 0) + 1);
      return message;
    }
  }

  #serve(): void {
    while (this.#waiters.length > 0) {
      const message = this.#next();
      if (message === null) return;
      this.#waiters.shift()?.resolve(message);
    }
  }

  #hold(messages: readonly Message[]): void {
    this.#held += messages.length;
    for (const message of messages) {
      const behind = this.#behind.get(message.key);
      if (behind !== undefined) behind.push(message);
      else {
        this.#behind.set(message.key, []);
        this.#ready.push(message);
      }
    }
  }

  /** Drops what has not started of a partition; all messages of a key are in one. */
  #forget(partition: number): void {
    const dropped = this.#ready.filter((message) => message.partition === partition);
    this.#ready.splice(0, this.#ready.length, ...this.#ready.filter((message) => message.partition !== partition));
    this.#held -= dropped.length;
    for (const { key } of dropped) {
      this.#held -= this.#behind.get(key)?.length ?? 0;
      this.#behind.delete(key);
    }
    for (const [key, behind] of this.#behind) {
      if (behind[0]?.partition !== partition) continue;
      this.#held -= behind.length;
      this.#behind.set(key, []);
    }
  }

  /** Gets messages for those who wait; one call at a time does. */
  async #fetch(): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    await this.#orFail(async () => {
      while (this.#waiters.length > 0 && !this.#isClosed) {
        await this.#balance();
        this.#serve();
        const own = [...this.#owned.keys()].filter((partition) => !this.#leaving.has(partition));
        const room = this.#mostHeld - this.#held;
        // All that is held waits for messages of its keys: one that is done calls again.
        if (room <= 0 || this.#waiters.length === 0) break;
        const messages = own.length === 0 ? [] : await this.#source.read(own, room);
        this.#hold(messages);
        this.#serve();
        if (messages.length === 0 && this.#waiters.length > 0) await this.#waitForMore();
      }
    });
    this.#isFetching = false;
  }

  async #waitForMore(): Promise<void> {
    if (this.#held === 0 && this.#flying === 0 && (await this.#source.left()) === 0)
      throw new Error('no message is left: each was acknowledged, but another was asked for');
    await sleep(LOOK_MS);
    await this.#beat();
    this.#isHungry = true;
  }

  /**
   * Takes partitions up to this member's share of all; where that has nothing to read, up to a share among those who
   * have something to do: those who have not would keep theirs to themselves. Lets go of more than that.
   */
  async #balance(): Promise<void> {
    // Who joined since the last beat has a share, too.
    if (this.#owned.size === 0) await this.#beat();
    const { partitions } = this.#source;
    const most = Math.ceil(partitions / this.#group.busy);
    const share = this.#isHungry ? most : Math.ceil(partitions / this.#group.members);
    await this.#leave([...this.#owned.keys()].slice(most));
    if (this.#owned.size >= share || !(this.#isHungry || this.#owned.size === 0 || Date.now() >= this.#shareLookMs))
      return;
    this.#shareLookMs = Date.now() + SHARE_LOOK_MS;
    this.#isHungry = false;
    const others = Array.from({ length: partitions }, (_, i) => i).filter((partition) => !this.#owned.has(partition));
    while (others.length > 0 && this.#owned.size < share)
      await Promise.all(others.splice(0, share - this.#owned.size).map((partition) => this.#own(partition)));
  }

  /** What a former owner left undone comes before all that is new. */
  async #own(partition: number): Promise<void> {
    if (!(await this.#source.own(partition))) return;
    const left = await this.#source.takeOver(partition);
    this.#owned.set(partition, ++this.#ownerships);
    this.#hold(left);
  }

  /** Gives no more of some partitions out, and lets go of each when what is in flight of it is done. */
  async #leave(partitions: readonly number[]): Promise<void> {
    const leaving = partitions.filter((partition) => !this.#leaving.has(partition));
    for (const partition of leaving) {
      this.#leaving.add(partition);
      this.#forget(partition);
    }
    for (const partition of leaving) await this.#leaveIfDone(partition);
  }

  async #leaveIfDone(partition: number): Promise<void> {
    if ((this.#flyingOf.get(partition) ?? 0) > 0 || !this.#owned.delete(partition)) return;
    this.#leaving.delete(partition);
    await this.#source.disown(partition);
  }

  async #beat(): Promise<void> {
    this.#group = await this.#source.beat(this.#waiters.length > 0 || this.#flying > 0);
  }

  /** Others may wait for what nobody here asks for. */
  async #restIfIdle(): Promise<void> {
    const isBusy = this.#waiters.length > 0 || this.#flying > 0 || this.#isFetching;
    if (isBusy || this.#owned.size === 0 || Date.now() - this.#activeMs < IDLE_MS) return;
    await this.#leave([...this.#owned.keys()]);
    await this.#beat();
  }

  /** What goes wrong is told to everybody who waits, and to everybody who asks from then on. */
  async #orFail(act: () => Promise<void>): Promise<void> {
    try {
      if (!this.#isClosed && this.#failure === null) await act();
    } catch (error) {
      if (this.#isClosed) return;
      this.#failure ??= error;
      for (const { reject } of this.#waiters.splice(0)) reject(this.#failure);
    }
  }
}
