'use client';

import { ActionIcon, Menu } from '@mantine/core';
import { EllipsisVertical, type LucideIcon } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useCommand } from './command-strip';

/**
 * A menu with its button (`MenuButton`, until its code has come); open from the start, because that was pressed to get it. The first item gets
 * the focus.
 */
export function RowMenu({ label, children }: { label: string; children: ReactNode }) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <Menu
      position="bottom-end"
      withinPortal
      defaultOpened
      // The placeholder that would take the focus in place of the first item is no item: axe reports it in a menu.
      withInitialFocusPlaceholder={false}
      // At once and not a moment later, as the library does it: a dialog that an item opens remembers where the focus was.
      returnFocus={false}
      onClose={() => button.current?.focus()}
    >
      <Menu.Target>
        <ActionIcon ref={button} variant="subtle" color="gray" size="lg" aria-label={label}>
          <EllipsisVertical size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** An item that stands for a docker command. */
export function CommandItem(props: { icon: LucideIcon; text: string; command: string; onClick: () => void }) {
  const { icon: Icon, text, command, onClick } = props;
  return (
    <Menu.Item leftSection={<Icon size={15} aria-hidden />} onClick={onClick} {...useCommand(command)}>
      {text}
    </Menu.Item>
  );
}
