// Documents of Elasticsearch or OpenSearch: the event under "_source".
import type { Shape } from '../shape.ts';

export const elasticsearch: Shape = {
  what: 'wrapped by Elasticsearch',
  recipe: "jq -c '(.hits.hits[]? // .)._source'",
  is: ({ head }) => /"_source"\s*:\s*\{/.test(head),
};
