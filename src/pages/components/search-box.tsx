/** The search box: takes anything that can be asked. */
import { MAX_QUESTION } from '../../schemas/ask.js';
import { usePlace } from '../place.js';

interface SearchBoxProps {
  readonly kernel?: string | undefined;
  readonly arch?: string | undefined;
  readonly value?: string;
  readonly large?: true;
}

export function SearchBox({ kernel, arch, value = '', large }: SearchBoxProps) {
  const { href, server } = usePlace();
  return (
    <search>
      <form class={large ? 'search large' : 'search'} action={href({ page: 'home' })} method="get">
        {kernel !== undefined && <input type="hidden" name="kernel" value={kernel} />}
        {arch !== undefined && <input type="hidden" name="arch" value={arch} />}
        <label class="hidden" for="q">
          An errno, a syscall, a function, a setting, or a line that a program printed
        </label>
        <input
          id="q"
          name="q"
          type="search"
          value={value}
          maxlength={MAX_QUESTION}
          required
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={large ? 'mount ENOSPC' : 'Search'}
        />
        <button type="submit">{large ? 'Find' : 'Go'}</button>
      </form>
      {large && !server && (
        <noscript>
          <p class="note">
            A search needs JavaScript here. Without it: choose a kernel, then the syscall, then the errno.
          </p>
        </noscript>
      )}
    </search>
  );
}
