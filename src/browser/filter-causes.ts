/** The filter of the page of causes, which a server answers elsewhere. */
import type { Here } from './here.js';

export function filterCauses({ path }: Here): void {
  const form = document.querySelector('form.filter');
  const input = form?.querySelector('input[name="q"]');
  if (path !== 'causes.html' || !(input instanceof HTMLInputElement)) return;
  const show = (): void => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const cause of document.querySelectorAll<HTMLElement>('article.cause')) {
      const text = (cause.textContent ?? '').toLowerCase();
      cause.hidden = !words.every((word) => text.includes(word));
    }
    for (const topic of document.querySelectorAll<HTMLElement>('main section'))
      topic.hidden = topic.querySelector('article.cause:not([hidden])') === null;
  };
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    show();
  });
  input.addEventListener('input', show);
  input.value = new URLSearchParams(location.search).get('q') ?? input.value;
  if (input.value !== '') show();
}
