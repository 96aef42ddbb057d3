// Receivers that hang must not keep a worker from all others: of each endpoint a worker makes few attempts at once.

export interface Place {
  /**
   * @param fails whether the endpoint fails just now: then a single attempt is made at a time
   * @returns whether there was one left. Where not, somebody else holds one of this endpoint.
   */
  take(endpoint: string, fails: boolean): boolean;
  /** Gives back what was taken. @returns of which endpoint it was, if anything was taken */
  leave(): string | undefined;
}

/**
 * An endpoint may have half of what is free: the first to hang a third of all, the next a third of the rest, so that
 * something is left for the others (the dynamic threshold of Choudhury and Hahne, 1998, with α = 1/2).
 * @param all attempts at once, to whomever; whoever asks for a place holds none
 */
export function openPlaces(all: number): () => Place {
  const taken = new Map<string, number>();
  let free = all;
  return () => {
    let mine: string | undefined;
    return {
      take(endpoint, fails) {
        if (mine !== undefined) return mine === endpoint;
        const count = taken.get(endpoint) ?? 0;
        if (count >= (fails ? 1 : free / 2)) return false;
        taken.set(endpoint, count + 1);
        free--;
        mine = endpoint;
        return true;
      },
      leave() {
        if (mine === undefined) return undefined;
        const left = taken.get(mine)! - 1;
        if (left > 0) taken.set(mine, left);
        else taken.delete(mine);
        free++;
        const endpoint = mine;
        mine = undefined;
        return endpoint;
      },
    };
  };
}
