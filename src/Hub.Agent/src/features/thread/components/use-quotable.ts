import { createContext, useContext } from 'react';

/** Whether answers of this conversation can quote a message. */
export const Quotable = createContext(false);

export const useQuotable = (): boolean => useContext(Quotable);
