/** What is wrong with an HTML document, by the standard. */
import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // How JSX writes elements without content is as valid as the other way.
    'void-style': 'off',
    // Names of functions are as long as they are.
    'long-title': 'off',
  },
});

/** Each as one line. */
export async function htmlProblems(html: string): Promise<readonly string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map((one) => `${one.line}:${one.column} ${one.ruleId}: ${one.message}`),
  );
}
