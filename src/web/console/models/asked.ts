// Which models there are, as the pages of this room ask for it, and ask anew.

import { useQuery } from '@tanstack/react-query';
import { whilePresent } from '../live/presence.js';
import { api, body, queries } from '../server.js';

export const useModels = () =>
  useQuery({
    queryKey: ['models', 'standing'],
    queryFn: () => body(api.GET('/v1/models')),
    refetchInterval: whilePresent(15_000),
  });

export const changed = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['models'] });
