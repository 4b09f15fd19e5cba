//! E10xx: what stands in the way of an artifact.

super::codes! {
    PATH = "E1001", "two artifacts want one path",
"Names in the program become names of files. Two of them became the same path, or paths that some systems take for the
same because they differ in capitals alone, so one artifact would overwrite the other.

Give one of the two things another name.";

    CROWDED = "W1002", "a picture is too crowded",
"Lines are led round the boxes of a picture, and their labels are put where nothing else is. In a picture that shows very
much, that may be impossible for some. What could not be drawn as it should is never dropped: the line is drawn straight,
and a label without a place can be read by pointing at its line.

Show less in one picture: `exclude` parts of it, `collapse` boxes, or declare a view for each part.";

    NAME = "E1010", "a name that Kubernetes does not take",
"An element's name becomes the name of its objects in Kubernetes, in small letters and with `-` for `_`. Kubernetes takes
letters, digits and `-`, a letter first, a letter or digit last, at most 63 of them; and at most 52 for what becomes a
StatefulSet, DaemonSet, Job or CronJob, whose pods need the rest. Two objects of one kind in one namespace cannot have the
same name, nor can two containers of a pod.

    service _orders { }    // an error: it would be called `-orders`
    service orders { }     // fine

Rename the element.";

    LABEL = "E1011", "a label that Kubernetes does not take",
"A label's name is at most 63 letters, digits, `-`, `_` and `.`, with a DNS name and `/` before it or without; its value is
made of the same. `app.kubernetes.io/name` is given by the compiler, because Services and policies select on it.

    label team \"shop & co\"                // an error
    label example.com/cost-center \"4711\"  // fine";

    ENGINE = "E1012", "an engine that cannot be run here",
"A store or broker that nobody else runs needs a container that runs it, and how that is done is known for a number of
engines only: cassandra, elasticsearch, kafka, mariadb, memcached, minio, mongodb, mysql, nats, opensearch, postgres,
rabbitmq, redis, valkey.

Of any other one say yourself how it is run:

    database ledger {
      engine cockroachdb
      image \"cockroachdb/cockroach:v24.1.0\"
      listen tcp 26257
      storage 50Gi at /cockroach/cockroach-data
    }

or say in the environment that somebody else does: `managed ledger \"Cockroach Cloud\" { endpoint \"…\" }`.";

    ENGINE_ASSUMED = "W1013", "a store without an engine",
"The store runs in the cluster but does not say as what. The compiler takes the usual product for its kind: postgres for a
database, valkey for a cache, opensearch for search, minio for a bucket, kafka for a broker.

Say it, so that it stays what it is: `engine postgres 16`.";

    CLUSTER = "E1014", "replicas that would each keep data of their own",
"Several containers of this engine do not become one store by being started side by side: each would have its own data, and a
client would see now this, now that. Engines that do find each other are cassandra, kafka, nats, opensearch and rabbitmq.

    database orders-db { engine postgres; replicas 3 }   // an error

Keep one replica, or let somebody run it who replicates it: `managed orders-db \"Amazon RDS\" { endpoint \"…\" }`.";

    SCHEDULE = "E1015", "a span of time that no crontab line says",
"Jobs run at times that a crontab line names, and such a line can say `every 15m` or `every 6h`, but not `every 7m`: it would
begin anew at each full hour. A span must be a number of minutes that divides an hour, of hours that divides a day, one day
(`1d`) or a week (`7d`).

    job report { every 90m }             // an error
    job report { every \"0 */2 * * *\" }   // fine";

    PROBE = "E1016", "a check that finds no port to ask",
"`health`, `ready` and `startup` ask the container on the first port that speaks their protocol, or on the one that they name.
There is neither. UDP cannot be asked at all, because nothing answers.

    service api { listen grpc 50051; health http /healthz }        // an error
    service api { listen grpc 50051; health http 8081 /healthz }   // fine";

    PORTS = "E1017", "ports that stand in each other's way",
"The containers of a pod share one network: a port belongs to one of them. A Service has each port once, too. And the clients
of a store reach its pods themselves, so that its ports keep their numbers.

    service web {
      listen http 8080
      component proxy { image \"envoyproxy/envoy:v1.31.0\"; listen http 8080 }   // an error: taken by `web`
    }

Give one of them another number.";

    EXPOSE = "E1018", "nothing to expose",
"`expose PATH on HOST` needs a port that speaks HTTP or gRPC; `expose PROTOCOL PORT` needs a `listen` that is published under
that number.

    service mail { listen tcp 2525 published 25; expose tcp 25 }   // fine
    service mail { listen tcp 2525; expose tcp 25 }                // an error";

    SCALE = "E1019", "a load that nothing can be scaled by",
"Deployments are scaled by processor or memory use, by requests, or by messages that wait in kafka, rabbitmq, nats, redis or
valkey. For the latter the workload must receive from that topic or queue, and name it where it receives from several.
Jobs, daemons and stores have a fixed number of replicas.

    worker mailer { <- mails; replicas 1..10 at queue 50 of mails }";

    STORAGE = "E1020", "storage that cannot be kept",
"`storage` is kept on a disk that follows the workload. It needs a path in the container, unless an engine knows its own; and
what runs on every node cannot have it.

    service files { storage 10Gi at /srv/files }";

    ROOT = "W1022", "something runs as root",
"`user 0` is root. The restricted Pod Security Standard, which namespaces enforce, refuses that, so this namespace enforces the
weaker baseline standard for all that is in it.

Give the image a user of its own, and name it here: `user 10001`. Low ports need no root.";

    PATCH = "E1023", "a patch that cannot be read",
"A patch is a YAML map: a piece of the object, with what is to change in it.

    patch Deployment \"\"\"
      spec:
        template:
          spec:
            priorityClassName: high
    \"\"\"";

    PATCH_MISSES = "E1024", "a patch that hits nothing",
"The element makes no object of this kind (or none of the name in the patch's `metadata`), or the patch names a container that
is not there. A patch without an effect is worse than an error: everybody believes that it works.

Containers are called like their elements. Where an element makes several objects of a kind, `metadata: { name: … }` in the
patch says which is meant; else it is the first.";

}
