// The front door of backups.

export { type BackupOptions, type BackupReport, makeBackup } from './backup.js';
export { type BackupCommand, backUp, bringBack, type RestoreCommand } from './open.js';
export { type RestoreOptions, type RestoreReport, restoreBackup } from './restore.js';
