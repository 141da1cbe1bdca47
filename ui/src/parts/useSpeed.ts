import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../api/client";
import { ask } from "../api/queries";
import { usePicked } from "../lib/store";
import { player, RATES, setRate } from "../state/player";

/** The speed at which recordings play, remembered with the settings. */
export function useSpeed(): { rate: number; choose: (rate: number) => void; step: (by: 1 | -1) => void } {
  const rate = usePicked(player, (now) => now.rate);
  const client = useQueryClient();
  const { data: settings } = useQuery(ask("settings", {}));
  const { mutate } = useMutation({
    mutationFn: (playbackRate: number) => (settings ? call("save_settings", { ...settings, playbackRate }) : Promise.resolve(null)),
    onSuccess: (saved) => {
      if (saved) client.setQueryData(ask("settings", {}).queryKey, saved);
    },
  });
  const choose = (next: number) => {
    setRate(next);
    mutate(next);
  };
  return {
    rate,
    choose,
    step: (by) => {
      const now = player.get().rate;
      const next = by > 0 ? RATES.find((one) => one > now) : RATES.findLast((one) => one < now);
      if (next !== undefined) choose(next);
    },
  };
}
