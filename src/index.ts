export { defineTask } from './plugin.js';
