// One receiver that hangs must not keep a worker from all others: of each endpoint a worker makes few attempts at once.

export interface Place {
  /** @returns whether there was one left of `most` */
  take(endpoint: string, most: number): boolean;
  /** Gives back what was taken, if anything was. */
  leave(): void;
}

export function openPlaces(): () => Place {
  const taken = new Map<string, number>();
  return () => {
    let mine: string | undefined;
    return {
      take(endpoint, most) {
        const count = taken.get(endpoint) ?? 0;
        if (count >= most) return false;
        taken.set(endpoint, count + 1);
        mine = endpoint;
        return true;
      },
      leave() {
        if (mine === undefined) return;
        const left = taken.get(mine)! - 1;
        if (left > 0) taken.set(mine, left);
        else taken.delete(mine);
        mine = undefined;
      },
    };
  };
}
