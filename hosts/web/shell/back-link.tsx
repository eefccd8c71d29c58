import { Link } from 'wouter';

import { HOME_PATH } from '../app/routes.js';
import { Icon } from '../ui/icon.js';

/** Back to the room list, where the screen shows one pane at a time. */
export function BackLink() {
  return (
    <Link href={HOME_PATH} className="icon-button back-link" aria-label="Rooms">
      <Icon name="back" />
    </Link>
  );
}
