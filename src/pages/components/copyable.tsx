/** A command to be pasted; the script of the pages puts a button beside it. */

interface CopyableProps {
  readonly command: string;
}

/** Lines above which a command is folded: a script, which one copies rather than reads. */
const LONG = 24;

export function Copyable({ command }: CopyableProps) {
  const lines = command.split('\n').length;
  const text = (
    <pre>
      <code>{command}</code>
    </pre>
  );
  return (
    <div class="copyable">
      {lines > LONG ? (
        <details>
          <summary>A script of {lines} lines</summary>
          {text}
        </details>
      ) : (
        text
      )}
    </div>
  );
}
