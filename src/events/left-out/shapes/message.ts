// What forwarders such as fluentd, Fluent Bit and Logstash write: the event under "message", "log" or "event".
import type { Shape } from '../shape.ts';

export const message: Shape = {
  what: 'wrapped by a forwarder of logs',
  recipe: `jq -c '.message // .log // .event // .msg // .data // .body | if type == "string" then fromjson? else . end'`,
  is: ({ head, hasEvent }) => hasEvent && /"(?:message|log|event|msg|data|body)"\s*:\s*(?:"\{\\"|\{)/.test(head),
};
