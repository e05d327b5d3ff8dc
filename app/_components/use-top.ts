'use client';

import { type RefObject, useLayoutEffect, useState } from 'react';

/** How far below the top of the page the element begins, in px: headers wrap, and banners come and go. */
export function useTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(120);
  useLayoutEffect(() => {
    const measure = (): void => {
      const box = element.current?.getBoundingClientRect();
      if (box) setTop(Math.round(box.top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
