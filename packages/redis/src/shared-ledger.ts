import { randomUUID } from 'node:crypto';
import { type Budget, BudgetExceededError } from '@rephysco/core';
import type { Ledger, Reservation } from '@rephysco/core/middleware';
import type { Guard } from './guard.ts';
import { reserveScript, settleScript } from './ledger-scripts.ts';
import type { RedisClient } from './redis-client.ts';

/** Client and settings of a ledger. */
export interface LedgerContext {
  readonly client: RedisClient;
  readonly guard: Guard;
  /** Keys of the sums, the reservations and the ended reservations. */
  readonly keys: readonly [string, string, string];
  /** Milliseconds after which the reservations of a crashed process count as spent. */
  readonly lease: number;
  readonly whenDown: 'refuse' | 'share';
  readonly processes: number;
}

interface Settlement {
  readonly id: string;
  readonly reserved: number;
  readonly cost: number;
  /** `true` after the settlement was sent, because Redis may have received it even without a reply. */
  isSent: boolean;
}

/** Number of units per 1 of a currency. Redis sums whole units, and reservations are rounded up. */
const unit = 1e9;
const toUnits = (amount: number): number => Math.ceil(Number((amount * unit).toPrecision(15)));

/** Creates the ledger of a budget whose sums are stored in Redis. */
export function createSharedLedger(budget: Budget, context: LedgerContext): Ledger {
  const { client, guard, keys, lease, whenDown, processes } = context;
  const open: Settlement[] = [];
  let known = { spent: 0, reserved: 0 };
  /** Amount that this process has reserved since Redis is down. */
  let own = 0;

  function note([accepted, spent, reserved]: readonly [number, string, string]): boolean {
    known = { spent: Number(spent), reserved: Number(reserved) };
    own = 0;
    return accepted === 1;
  }
  async function send(settlement: Settlement): Promise<void> {
    const { id, reserved, cost } = settlement;
    const reply = await guard.run(() => {
      const args = [id, reserved, cost, settlement.isSent ? 1 : 0];
      settlement.isSent = true;
      return settleScript(client, keys, args);
    });
    if (reply) note(reply as [number, string, string]);
    else open.push(settlement);
  }
  guard.onRecovery(() => {
    for (const settlement of open.splice(0)) void send(settlement);
  });

  function toReservation(id: string, reserved: number): Reservation {
    let isOpen = true;
    return {
      settle(amount) {
        if (!isOpen) return;
        isOpen = false;
        void send({ id, reserved, cost: toUnits(amount), isSent: false });
      },
    };
  }
  /** Reserves an amount within the share of this process. The cost is sent to Redis later. */
  function reserveAlone(units: number, what: string): Reservation {
    const left = (toUnits(budget.amount) - known.spent - known.reserved) / processes - own;
    if (units > left) throw exceeded(what, units, left, budget);
    own += units;
    return toReservation(randomUUID(), units);
  }

  return {
    budget,
    get spent() {
      return { amount: known.spent / unit, currency: budget.currency, estimated: true };
    },
    async reserve(amount, what) {
      const units = toUnits(amount);
      const id = randomUUID();
      const args = [toUnits(budget.amount), units, id, lease];
      const late = (reply: unknown): void => {
        if ((reply as [number])[0] === 1) toReservation(id, units).settle(0);
      };
      const reply = await guard.run(() => reserveScript(client, keys, args), late);
      if (!reply) {
        if (whenDown === 'share') return reserveAlone(units, what);
        throw new BudgetExceededError(
          `Cannot enforce the shared budget: Redis does not reply. ${what} was not sent. Retry later, or set ` +
            "'whenDown' of the coordinator to 'share', so that each process uses its part of the budget.",
        );
      }
      if (note(reply as [number, string, string])) return toReservation(id, units);
      throw exceeded(what, units, toUnits(budget.amount) - known.spent - known.reserved, budget);
    },
  };
}

function exceeded(what: string, units: number, left: number, { amount, currency }: Budget): BudgetExceededError {
  const shown = (value: number): string => String(Number((Math.max(0, value) / unit).toPrecision(6)));
  return new BudgetExceededError(
    `${what} may cost up to ${shown(units)} ${currency}, but ${shown(left)} of the shared budget of ${amount} ` +
      `${currency} are left. No request was sent. Set a lower 'maxTokens' or raise 'budget.amount'.`,
  );
}
