// Asks once more before something that cannot be taken back, or is felt by many: what will happen, and why it is wanted.

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, type ReactNode, useId, useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay, Text } from 'react-aria-components';
import { ApiProblem } from '../../../client/index.js';
import { Refused } from '../signIn/again.js';
import { Notice } from './notice.js';
import './confirm.css';

interface ConfirmProps {
  /** On the button that asks, and on the one that does it. */
  readonly action: string;
  readonly title: string;
  /** What will happen, what will not, and how it is undone. */
  readonly children: ReactNode;
  /** Asks for words that go into the log, under this label. */
  readonly reason?: string;
  /** Must be typed as it is, where the wrong target would be a loss. */
  readonly typed?: string;
  /** Whom or what it is about, where several such buttons stand on a page: said to whoever listens. */
  readonly of?: string;
  /** To begin anew with what is asked for within. */
  readonly onOpen?: () => void;
  readonly isBad?: boolean;
  readonly isDisabled?: boolean;
  /** Whether what is asked for within is filled in. */
  readonly isReady?: boolean;
  /** @param reason empty where none is asked for */
  readonly onConfirmed: (reason: string) => Promise<unknown>;
}

export function Confirm(props: ConfirmProps): ReactElement {
  const { action, of, onOpen, isBad = false, isDisabled = false } = props;
  // What is being done cannot be left: whoever looks away would not learn how it ended.
  const [isWorking, setIsWorking] = useState(false);
  return (
    <DialogTrigger onOpenChange={(isOpen) => isOpen && onOpen?.()}>
      <Button
        className={`button ${isBad ? 'button-bad' : ''}`}
        isDisabled={isDisabled}
        {...(of !== undefined && { 'aria-label': `${action}: ${of}` })}
      >
        {action}
      </Button>
      <ModalOverlay className="veil" isDismissable={!isWorking} isKeyboardDismissDisabled={isWorking}>
        <Modal className="modal">
          <Dialog role="alertdialog" className="panel stack">
            {({ close }) => <Question {...props} onWorking={setIsWorking} onClose={close} />}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

function Question({
  action,
  title,
  children,
  reason: asked,
  typed,
  isBad = false,
  isReady: isFilled = true,
  onConfirmed,
  onWorking,
  onClose,
}: ConfirmProps & { onWorking: (isWorking: boolean) => void; onClose: () => void }): ReactElement {
  const [reason, setReason] = useState('');
  const [repeated, setRepeated] = useState('');
  const confirm = useMutation({
    mutationFn: () => onConfirmed(reason.trim()),
    onMutate: () => onWorking(true),
    onSettled: () => onWorking(false),
    onSuccess: onClose,
  });
  const form = useId();
  const isReady =
    isFilled && (asked === undefined || reason.trim() !== '') && (typed === undefined || repeated === typed);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) confirm.mutate();
  };
  return (
    <>
      <form id={form} className="stack" onSubmit={submit}>
        <Heading slot="title">{title}</Heading>
        <Text slot="description" elementType="div" className="stack">
          {children}
        </Text>
        {typed !== undefined && (
          <label className="field">
            <span>
              Type <code>{typed}</code> to go on
            </span>
            <input value={repeated} autoComplete="off" onChange={({ target }) => setRepeated(target.value)} />
          </label>
        )}
        {asked !== undefined && (
          <label className="field">
            <span>{asked}</span>
            <textarea
              rows={3}
              maxLength={1000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          </label>
        )}
      </form>
      {confirm.error && <NotDone error={confirm.error} onAgain={() => confirm.mutate()} />}
      <div className="row">
        <Button
          type="submit"
          form={form}
          className={`button ${isBad ? 'button-bad' : 'button-accent'}`}
          isDisabled={!isReady || confirm.isPending}
        >
          {confirm.isPending ? 'Working …' : action}
        </Button>
        <Button className="button" isDisabled={confirm.isPending} onPress={onClose}>
          Leave it
        </Button>
      </div>
    </>
  );
}

/** Each condition that is not met yet, where the service names them. */
function NotDone({ error, onAgain }: { error: unknown; onAgain: () => void }): ReactElement {
  const unmet = error instanceof ApiProblem ? error.problem?.unmet : undefined;
  if (!unmet) return <Refused error={error} onAgain={onAgain} />;
  return (
    <Notice kind="bad">
      <p>Not yet:</p>
      <ul>
        {unmet.map(({ code, detail }) => (
          <li key={code}>{detail}</li>
        ))}
      </ul>
    </Notice>
  );
}
