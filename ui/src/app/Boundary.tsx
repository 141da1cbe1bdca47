import { Component, type ReactNode } from "react";
import { Button } from "../components/Button";
import { EmptyState } from "../components/Notice";
import { words } from "./words";

/** Keeps a fault in one part of the screen from taking the rest along. `reset` tries again when it changes. */
export class Boundary extends Component<{ children: ReactNode; reset?: string }, { failedAt: string | null; failed: boolean }> {
  override state = { failed: false, failedAt: null };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidUpdate(previous: { reset?: string }) {
    if (this.state.failed && previous.reset !== this.props.reset) this.setState({ failed: false });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <EmptyState icon={null} title={words.broken}>
        <p>{words.brokenBody}</p>
        <Button onClick={() => { window.location.reload(); }}>{words.reload}</Button>
      </EmptyState>
    );
  }
}
