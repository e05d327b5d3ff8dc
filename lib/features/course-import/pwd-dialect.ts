import { commandOf } from './commands';
import type { Dialect } from './page';

/** Markdown of Play with Docker: a code block whose language is `.term1` is typed into that terminal by a click. */
export const pwdDialect: Dialect = {
  directives: false,
  code(page, { lang, value }, place) {
    const [, terminal] = /^\.term(\d)$/.exec(lang ?? '') ?? [];
    if (terminal === undefined) return { lang, meta: '', value };
    // Each terminal of the site is a machine of its own.
    if (terminal !== '1') page.importing.lose(place, 'host', `term${terminal}`);
    const command = commandOf(page.importing, value, place);
    if (command) page.commands.push(command);
    return value.trim() === '' ? null : { lang: null, meta: '', value };
  },
  afterInlineCode: (_page, _value, rest) => rest,
  link(page, url, place) {
    if (/^http:\/\/\{\{node\.name\}\}/.test(url)) return { text: url.slice('http://'.length) };
    if (/^(?:https?:\/\/|mailto:)[^\s]+$/i.test(url)) return { href: url };
    page.importing.lose(place, 'link', url.slice(0, 120));
    return null;
  },
  text: (_page, value) => value,
  directive: () => null,
};
