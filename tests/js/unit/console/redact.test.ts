import { expect, test } from 'vitest';
import { redactUrl } from '../../../../js/console/redact.js';

test.each([
  ['https://s3.example/p/1.png?X-Amz-Signature=secret', 'https://s3.example/p/1.png'],
  ['https://s3.example/p/1.png#profile-picture=secret', 'https://s3.example/p/1.png'],
  ['https://s3.example/p/1.png?a=secret#b?c', 'https://s3.example/p/1.png'],
  ['https://s3.example/p/1.png?a=\nsecret', 'https://s3.example/p/1.png'],
  ['https://key:secret@s3.example/p/1.png', 'https://s3.example/p/1.png'],
  ['/api/profile-pictures/1/image?size=128&token=secret', '/api/profile-pictures/1/image'],
  ['blob:https://app.example/0f0e', 'blob:https://app.example/0f0e'],
  ['data:image/png;base64,secret', 'data:image/png,...'],
])('of %j only %j is shown', (url, expected) => {
  expect(redactUrl(url)).toBe(expected);
});
