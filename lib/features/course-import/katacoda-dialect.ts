import { actionOf, noLanguage, takeAction } from './katacoda-actions';
import type { Dialect } from './page';
import { placeFile } from './place-file';

/** Markdown as Katacoda and Killercoda write it. */
export const katacodaDialect: Dialect = {
  directives: false,
  code(page, { lang, meta, value }, place) {
    const shown = { lang: lang === noLanguage ? null : lang, meta: '', value };
    const action = actionOf(meta);
    if (action !== null) takeAction(page, action, value, place);
    // <pre class="file" data-filename="app.js" data-target="replace">: what a click writes into the editor.
    const [, file] = /(?:^|\s)data-filename=(\S+)/.exec(meta) ?? [];
    if (file !== undefined)
      page.commands.push(
        ...placeFile(page.importing, { path: file, text: value, append: /data-target=(?:append|insert)/.test(meta) }, place),
      );
    return value.trim() === '' ? null : shown;
  },
  afterInlineCode(page, value, rest, place) {
    const [whole, action] = /^\s?\{\{([^{}]{0,80})\}\}/.exec(rest) ?? [];
    if (whole === undefined || action === undefined || /^\s*node\./.test(action)) return rest;
    const beside = takeAction(page, action, value, place);
    return (beside && ` (${beside})`) + rest.slice(whole.length);
  },
  link(page, url, place) {
    if (/^(?:https?:)?(?:\/\/)?\{\{node\.name\}\}/i.test(url) || /^https?:\/\/(?:localhost|127\.0\.0\.1)\b/i.test(url))
      return {
        text: url.replace(/^https?:\/\/(?:localhost|127\.0\.0\.1)?/i, (all) => (/\/\/$/.test(all) ? '' : '{{node.name}}')),
      };
    if (/^(?:https?:\/\/|mailto:)[^\s]+$/i.test(url)) return { href: url };
    page.importing.lose(place, 'link', url.slice(0, 120));
    return null;
  },
  text: (_page, value) => value,
  directive: () => null,
};
