import { BrandMark } from '@/app/_components/brand-mark';
import { accountName } from '@/lib/shared/account-name';
import type { CardDto, NodePasswordsDto } from '@/lib/shared/cards';
import type { Locale } from '@/lib/shared/common';
import en from '@/lib/shared/messages/en/cards.json';
import ko from '@/lib/shared/messages/ko/cards.json';
import classes from './card.module.css';

/** The cards' own words, in a language that need not be the page's. */
const words = { en: en.card, ko: ko.card };

interface Props {
  card: CardDto;
  /** Of the course, not of the style sheet. */
  className: string;
  address: string;
  qr: { size: number; path: string };
  language: Locale;
  /** By the node's name, where they are shown. */
  ofNodes: ReadonlyMap<string, NodePasswordsDto['items'][number]>;
}

/** What would take three lines is set smaller: the card has one size. */
const sized = (text: string): string | undefined => (text.length > 36 ? classes.long : undefined);

/** One card, black on white, as it is cut out. */
export function Card({ card, className, address, qr, language, ofNodes }: Props) {
  const t = words[language];
  return (
    <article className={classes.card}>
      <header className={classes.head}>
        <BrandMark />
        <span className={classes.course}>{className}</span>
      </header>
      <svg viewBox={`0 0 ${qr.size} ${qr.size}`} className={classes.qr} role="img" aria-label={`QR ${address}`}>
        <rect width={qr.size} height={qr.size} fill="#fff" />
        <path d={qr.path} fill="#000" shapeRendering="crispEdges" />
      </svg>
      <h2 className={classes.name}>{card.name}</h2>
      <dl className={classes.facts}>
        <div>
          <dt>{t.address}</dt>
          <dd className={sized(address)}>{address}</dd>
        </div>
        <div>
          <dt>{t.account}</dt>
          <dd className={sized(accountName(card.email))}>{accountName(card.email)}</dd>
        </div>
        <div>
          <dt>{t.password}</dt>
          {card.password === null ? (
            <dd className={classes.blank}>{t.passwordBlank}</dd>
          ) : (
            <dd className={classes.password}>{card.password}</dd>
          )}
        </div>
        <div>
          <dt>{t.node}</dt>
          <dd>
            {card.nodes.length === 0
              ? t.noNode
              : card.nodes.map((node) => (
                  <span key={node.name} className={classes.node}>
                    <strong>{node.name}</strong>{' '}
                    <small>
                      {t.login} <code>{node.loginUser}</code>
                      <NodePasswords of={ofNodes.get(node.name)} t={t} />
                    </small>
                  </span>
                ))}
          </dd>
        </div>
      </dl>
      <p className={classes.keep}>{t.keep}</p>
    </article>
  );
}

/** How to log in on the node itself, beside the panel. */
function NodePasswords({ of, t }: { of: NodePasswordsDto['items'][number] | undefined; t: (typeof words)['en'] }) {
  return (
    <>
      {of?.login != null && (
        <>
          {' '}
          · {t.password} <code>{of.login}</code>
        </>
      )}
      {of?.root != null && (
        <>
          {' '}
          · {t.rootPassword} <code>{of.root}</code>
        </>
      )}
    </>
  );
}
