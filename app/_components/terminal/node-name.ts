import { createContext } from 'react';

/** What the node of these terminals is called. */
export const NodeNameContext = createContext('');
