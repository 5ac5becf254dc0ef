/** A topic as one member of a group of consumers sees it: partitions, each of which has one owner at a time. */

/** A message of a topic. */
export interface Message {
  readonly partition: number;
  /** Its place in the partition, as the source writes it: what is acknowledged. */
  readonly id: string;
  /** From 0. */
  readonly key: number;
  /** Its number among the messages of its key, from 0. */
  readonly sequence: number;
  /** Its number among all messages, from 0. */
  readonly number: number;
  /** True where it was given to an owner before, who did not acknowledge it. */
  readonly isRedelivered: boolean;
}

/** What is to be made of a message before it has a place. */
export type NewMessage = Pick<Message, 'key' | 'sequence' | 'number'>;

/** The group as it is now. */
export interface Group {
  /** Members that live. */
  readonly members: number;
  /** Those of them that have something to do. */
  readonly busy: number;
}

/** Where messages come from. Every call rejects with an error that names the source once that is gone. */
export interface Source {
  readonly partitions: number;
  /** What it is, for reports: `Redis 7.0.15, Streams`. */
  readonly kind: string;
  /** Tells that this member lives, and whether it has anything to do; renews what it owns. */
  beat(isBusy: boolean): Promise<Group>;
  /** Makes a partition this member's alone; false where somebody else has it. */
  own(partition: number): Promise<boolean>;
  disown(partition: number): Promise<void>;
  /** False where a partition may be somebody else's by now. */
  owns(partition: number): boolean;
  /** What a former owner of a partition was given and did not acknowledge, in order. */
  takeOver(partition: number): Promise<readonly Message[]>;
  /** About `most` messages that nobody was given yet, in order of each partition. */
  read(partitions: readonly number[], most: number): Promise<readonly Message[]>;
  /** True where that was the first acknowledgement of the message. */
  acknowledge(message: Message): Promise<boolean>;
  /** Messages that are not acknowledged, of all partitions. */
  left(): Promise<number>;
  /** Leaves the group. */
  close(): Promise<void>;
}

/** Which topic a member joins. */
export interface TopicRequest {
  readonly topic: string;
  /** What this opening of the topic is known by to all who join it. */
  readonly token: string;
  readonly partitions: number;
  /**
   * What the member that prepares the topic puts into it, in the place of whatever was there; null for all others, who
   * wait until it is ready.
   */
  readonly messages: Iterable<NewMessage> | null;
  /** Seconds after which a silent member's partitions are free, where silence is all that tells of its end. */
  readonly leaseSeconds: number;
}

/** The partition of a key: neighbours lie apart, so that partitions are as even as keys are. */
export function partitionOf({ key }: Pick<Message, 'key'>, partitions: number): number {
  return key % partitions;
}

/** The items in lists of at most `size`. */
export function* inBatches<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
