/** A token bucket a client: so many requests at once, then so many a second. */

export interface TokenBucketOptions {
  /** Tokens that come back each second. */
  readonly perSecond: number;
  /** Tokens that a client has at first, and at most. */
  readonly burst: number;
  /** Clients that are remembered; whoever asked longest ago is forgotten, which gives it a full bucket. */
  readonly mostClients?: number;
}

interface Bucket {
  tokens: number;
  /** In ms. */
  at: number;
}

const MOST_CLIENTS = 10_000;

/**
 * Takes a token of a client at a time (ms, of a clock that never goes back).
 * @returns 0 where there was one, else the whole seconds until there is
 */
export function tokenBucket({ perSecond, burst, mostClients = MOST_CLIENTS }: TokenBucketOptions) {
  const buckets = new Map<string, Bucket>();
  return (client: string, now: number): number => {
    const known = buckets.get(client) ?? { tokens: burst, at: now };
    buckets.delete(client);
    buckets.set(client, known);
    known.tokens = Math.min(burst, known.tokens + ((now - known.at) / 1000) * perSecond);
    known.at = now;
    for (const oldest of buckets.keys()) if (buckets.size > mostClients) buckets.delete(oldest);
    if (known.tokens >= 1) {
      known.tokens -= 1;
      return 0;
    }
    return Math.ceil((1 - known.tokens) / perSecond);
  };
}

/** Whom an address stands for: of IPv6 the network of 64 bits, as one client has all of it; IPv4 as it is, mapped or not. */
export function clientOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length);
  return [...groups, ...new Array<string>(missing).fill('0'), ...(tail ? tail.split(':') : [])].slice(0, 4).join(':');
}
