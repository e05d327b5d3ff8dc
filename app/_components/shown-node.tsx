'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

const IdContext = createContext<string | null>(null);
const SetIdContext = createContext<(id: string | null) => void>(() => {});

/** Knows which node the page is about, for the bar above it: the address may call the node by a name, which only its layout resolves. */
export function ShownNodeProvider({ children }: { children: ReactNode }) {
  const [id, setId] = useState<string | null>(null);
  return (
    <SetIdContext value={setId}>
      <IdContext value={id}>{children}</IdContext>
    </SetIdContext>
  );
}

/** The id of the node this page is about; null on any other page. */
export const useShownNode = (): string | null => useContext(IdContext);

/** Says that this page is about a node, for as long as it is shown. @param id of the node; null: about none */
export function useShowNode(id: string | null): void {
  const setId = useContext(SetIdContext);
  useEffect(() => {
    setId(id);
    return () => setId(null);
  }, [id, setId]);
}
