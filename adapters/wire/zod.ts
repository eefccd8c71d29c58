import * as z from 'zod';

// Compiled parsers are made with `new Function`, which a strict content security policy refuses.
z.config({ jitless: true });

export { z };
