// The front door of webhooks: telling a tenant's own programs what happened.

export { type DeliveringOptions, deliverWebhooks } from './deliver.js';
export type { Sealing } from './endpoints.js';
export { type Events, openEvents } from './events.js';
export { EVENT_TYPES, type EventData, type EventType } from './eventTypes.js';
export type { Reach } from './reach.js';
export { type WebhookOptions, webhookRoutes } from './routes.js';
