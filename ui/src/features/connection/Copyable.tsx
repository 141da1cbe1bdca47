import { Copy } from "lucide-react";
import { IconButton } from "../../components/Button";
import { copyText } from "../../lib/clipboard";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./accountWords";
import css from "./Connect.module.css";

/** Words to be copied: a command, an address. */
export function Copyable({ text, label, copied }: { text: string; label: string; copied: string }) {
  return (
    <span className={css.copyable}>
      <code className={css.code}>{text}</code>
      <IconButton
        label={label}
        icon={<Copy size={14} />}
        onClick={() => {
          void copyText(text).then((done) => {
            if (done) tell(copied);
            else tellProblem(words.cannotCopy);
          });
        }}
      />
    </span>
  );
}
