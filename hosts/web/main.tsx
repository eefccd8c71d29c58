import { createRoot } from 'react-dom/client';

import { assert } from '../../core/vocabulary/assert.js';
import { App } from './app/app.js';
import { startAppearance } from './appearance/choice.js';

startAppearance();
const root = document.getElementById('root');
assert(root !== null, 'the page has a root');
createRoot(root).render(<App />);
