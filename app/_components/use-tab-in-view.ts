import { type RefObject, useEffect, useRef } from 'react';

/** For a bar of links. On a phone it scrolls: the present one is brought into view, the page itself stays where it is. */
export function useTabInView(path: string): RefObject<HTMLElement | null> {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const active = nav.current?.querySelector<HTMLElement>(`[href="${path}"]`);
    if (nav.current && active) nav.current.scrollLeft = active.offsetLeft - nav.current.clientWidth / 2 + active.clientWidth / 2;
  }, [path]);
  return nav;
}
