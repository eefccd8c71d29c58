import { useLocation } from 'wouter';

import { ROOM_NAME_CHARACTERS_MAX } from '../../../core/vocabulary/limits.js';
import { roomPath } from '../app/routes.js';
import { useTitle } from '../app/use-title.js';
import { useClient } from '../client/client-context.js';
import { Panel } from '../shell/panel.js';
import { SubmitForm, textOf } from '../ui/submit-form.js';
import { TextField } from '../ui/text-field.js';

/** Makes an open room: everyone here is in it. */
export function NewRoomPage() {
  const client = useClient();
  const [, navigate] = useLocation();
  useTitle('New room');
  return (
    <Panel title="New room">
      <section className="panel-section">
        <p>Everyone here is in it and reads it, those who come later too.</p>
        <SubmitForm
          action="Create room"
          busyAction="Creating room"
          onSubmit={async (fields) => {
            const outcome = await client.createRoom(textOf(fields, 'room[name]').trim());
            if (outcome.ok) navigate(roomPath(outcome.value.roomId));
            return outcome;
          }}
        >
          <TextField
            label="Name this room"
            name="room[name]"
            maxLength={ROOM_NAME_CHARACTERS_MAX}
            focus
          />
        </SubmitForm>
      </section>
    </Panel>
  );
}
