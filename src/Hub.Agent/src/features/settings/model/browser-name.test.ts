import { expect, test } from 'vitest';
import { browserName } from './browser-name';

test('names the browser and the system', () => {
  expect(browserName('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36')).toBe('Chrome · Windows');
  expect(browserName('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0')).toBe('Edge · Windows');
  expect(browserName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1')).toBe('Safari · iOS');
});

test('shows what it does not know as it is', () => {
  expect(browserName('curl/8.5.0')).toBe('curl/8.5.0');
  expect(browserName(null)).toBeNull();
});
