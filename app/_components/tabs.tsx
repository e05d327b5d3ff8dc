'use client';

import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from './link';
import classes from './tabs.module.css';

export interface Tab {
  key: string;
  href: string;
  text: ReactNode;
  /** How many there are behind it; nothing is shown for null. */
  count?: number | null;
  current: boolean;
}

/**
 * The parts of a node or a class, side by side. On a phone the bar scrolls: the present one is brought into view, the page stays where it is.
 * @param props.label names them for those who hear the page
 */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const nav = useRef<HTMLElement>(null);
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another present tab
  useEffect(() => {
    const active = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current && active) nav.current.scrollLeft = active.offsetLeft - nav.current.clientWidth / 2 + active.clientWidth / 2;
  }, [path]);
  return (
    <nav ref={nav} className={classes.tabs} aria-label={label}>
      {tabs.map(({ key, href, text, count = null, current }) => (
        <Link key={key} href={href} className={classes.tab} aria-current={current ? 'page' : undefined}>
          {text}
          {count !== null && <span className={classes.count}>{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
