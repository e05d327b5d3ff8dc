import { LanguageSwitch } from './_components/language-switch';
import { NothingHere } from './_components/nothing-here';

/**
 * Nothing at this address. Every page loads what this one shows, so it is without the bar; what is missing below `nodes`, `classes` and
 * `audit` is told within their frame.
 */
export default function NotFoundPage() {
  return (
    <main>
      <NothingHere />
      <div style={{ display: 'grid', placeItems: 'center' }}>
        <LanguageSwitch long />
      </div>
    </main>
  );
}
