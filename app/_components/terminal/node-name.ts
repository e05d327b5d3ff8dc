import { createContext } from 'react';

/** What the node of these terminals is called; its ref in an address may be its id. */
export const NodeNameContext = createContext('');
