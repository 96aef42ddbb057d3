// What stands in the place of a page that has failed: the other rooms go on.

import { Component, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { forget } from '../server.js';
import { Notice } from './notice.js';

interface FaultProps {
  /** Where somebody is: what failed at one address is tried anew at another. */
  readonly at: string;
  readonly children: ReactNode;
}

/** A class, since React tells of what has failed in no other way. */
export class Fault extends Component<FaultProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  /** What it failed over is asked for anew when somebody tries again. */
  override componentDidCatch(): void {
    forget();
  }

  override componentDidUpdate({ at }: FaultProps): void {
    if (this.state.hasFailed && at !== this.props.at) this.setState({ hasFailed: false });
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return <Failed onAgain={() => this.setState({ hasFailed: false })} />;
  }
}

const Failed = ({ onAgain }: { onAgain: () => void }): ReactElement => (
  <div className="stack">
    <Notice kind="bad">
      This page has failed: something on it is not as it should be. Nothing that was done is lost. If it stays
      so, tell whoever runs Likeness, with the address of this page.
    </Notice>
    <div className="row">
      <Button className="button" onPress={onAgain}>
        Try again
      </Button>
    </div>
  </div>
);
