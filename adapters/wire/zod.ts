import * as z from 'zod';

// Compiled parsers are made with `new Function`, which the security policy of a page refuses.
z.config({ jitless: 'document' in globalThis });

export { z };
