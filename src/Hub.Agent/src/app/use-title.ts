import { useEffect } from 'react';

const product = 'CrmHub';

/** The number of conversations of one's own with something unread, where a person looks while working elsewhere. */
export function useTitle(unread: number): void {
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${product}` : product;
  }, [unread]);
}
