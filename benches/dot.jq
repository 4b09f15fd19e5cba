# Turns the geometry of a picture (`archc export --geometry=PICTURE`) into the same graph for Graphviz: the same boxes with
# the same sizes and texts within the same clusters, and the same lines with their labels.

def quoted: tojson;
def inches: . / 72;
def node: "\(.id | quoted) [shape=box, fixedsize=true, width=\(.w | inches), height=\(.h | inches), label=\(.label | quoted)];";

def level($graph; $parent):
  ($graph.nodes[] | select(.parent == $parent) | node),
  ($graph.containers[] | select(.parent == $parent)
    | "subgraph \("cluster_" + .id | quoted) { label=\(.label | quoted);", level($graph; .id), "}");

# An end at a cluster is an end at the first box in it.
def inside($graph; $id):
  if any($graph.nodes[]; .id == $id) then $id
  else first(($graph.nodes[], $graph.containers[]) | select(.parent == $id) | inside($graph; .id)) end;

.graph as $graph
| "digraph {",
  level($graph; null),
  ($graph.edges[]
    | "\(inside($graph; .s) | quoted) -> \(inside($graph; .t) | quoted)\(if .label then " [label=\(.label | quoted)]" else "" end);"),
  "}"
