import { auditedStatements } from "../../harness/iam/audit/policy-documents";
import { input, isStackKey, ofType, text, unless, type SecurityCheck } from "./check";

const clusters = ofType("aws:rds/cluster:Cluster");
const jobs = ofType("aws:glue/job:Job");
const workgroups = ofType("aws:athena/workgroup:Workgroup");
const stateMachines = ofType("aws:sfn/stateMachine:StateMachine");
const streams = ofType("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
const topics = ofType("aws:sns/topic:Topic");
const queues = ofType("aws:sqs/queue:Queue");

function publicStatement(type: string): SecurityCheck["problem"] {
  return (subject, plan) =>
    auditedStatements(plan)
      .filter(({ resource, statement }) => resource.urn === subject.urn && statement.effect === "Allow")
      .filter(({ statement }) => statement.principal?.anyone !== false)
      .map(({ statement }) => `${statement.sid} lets everyone use the ${type}`)[0];
}

export const serviceChecks: readonly SecurityCheck[] = [
  {
    ids: "CKV_AWS_99 AwsSolutions-GL1 AwsSolutions-GL3",
    sentence: "The security configuration of jobs encrypts logs, bookmarks and, unless S3's own keys do, objects with the stack's key",
    subjects: ofType("aws:glue/securityConfiguration:SecurityConfiguration"),
    problem: unless((configuration, plan) => {
      const part = (name: string, value: string): unknown => input(configuration, "encryptionConfiguration", name, value);
      const objects = part("s3Encryption", "s3EncryptionMode") === "SSE-KMS" && isStackKey(part("s3Encryption", "kmsKeyArn"));
      const keysOfS3 = plan.resources.some(
        (resource) =>
          resource.type.startsWith("aws:s3/bucketServerSideEncryption") &&
          resource.name.startsWith("lake-") &&
          JSON.stringify(resource.inputs).includes("AES256"),
      );
      return (
        isStackKey(part("cloudwatchEncryption", "kmsKeyArn")) &&
        isStackKey(part("jobBookmarksEncryption", "kmsKeyArn")) &&
        (objects || (keysOfS3 && part("s3Encryption", "s3EncryptionMode") === "DISABLED"))
      );
    }, "something that Glue writes is not encrypted with the stack's key"),
  },
  {
    ids: "CKV_AWS_195",
    sentence: "Every job has the security configuration",
    subjects: jobs,
    problem: unless((job) => text(job, "securityConfiguration") !== "", "it has no security configuration"),
  },
  {
    ids: "Glue.4",
    sentence: "Spark jobs run on a version of Glue that AWS supports",
    subjects: (plan) => jobs(plan).filter((job) => input(job, "command", "name") !== "pythonshell"),
    problem: unless((job) => Number(text(job, "glueVersion")) >= 5, "its version of Glue is old"),
  },
  {
    ids: "CKV_AWS_82",
    sentence: "Workgroups enforce their settings, but for the one of runs that make Parquet tables, whose queries name their own place",
    subjects: (plan) => workgroups(plan).filter((workgroup) => workgroup.name !== "lake-parquet-tables-workgroup"),
    problem: unless(
      (workgroup) => input(workgroup, "configuration", "enforceWorkgroupConfiguration") === true,
      "its settings can be gone around",
    ),
  },
  {
    ids: "CKV_AWS_159 Athena.1",
    sentence: "Query results are encrypted with the stack's key",
    subjects: workgroups,
    problem: unless((workgroup) => {
      const encryption = ["configuration", "resultConfiguration", "encryptionConfiguration"] as const;
      return input(workgroup, ...encryption, "encryptionOption") === "SSE_KMS" && isStackKey(input(workgroup, ...encryption, "kmsKeyArn"));
    }, "its results are not encrypted with the stack's key"),
  },
  {
    ids: "Athena.4",
    sentence: "Workgroups publish metrics, and stop queries that read too much",
    subjects: workgroups,
    problem: unless(
      (workgroup) =>
        input(workgroup, "configuration", "publishCloudwatchMetricsEnabled") === true &&
        Number(input(workgroup, "configuration", "bytesScannedCutoffPerQuery")) >= 10_485_760,
      "it has no metrics or no limit",
    ),
  },
  {
    ids: "RDS.2 CKV_AWS_17",
    sentence: "The warehouse has no public address",
    subjects: ofType("aws:rds/clusterInstance:ClusterInstance"),
    problem: unless((instance) => instance.inputs["publiclyAccessible"] === false, "it has a public address"),
  },
  {
    ids: "RDS.27 RDS.3 CKV_AWS_96 CKV_AWS_327",
    sentence: "The warehouse is encrypted with the stack's key",
    subjects: clusters,
    problem: unless(
      (cluster) => cluster.inputs["storageEncrypted"] === true && isStackKey(cluster.inputs["kmsKeyId"]),
      "its storage is not encrypted",
    ),
  },
  {
    ids: "RDS.7 RDS.8 CKV_AWS_139",
    sentence: "In a protected environment the warehouse cannot be deleted, and leaves a snapshot",
    subjects: (plan) => clusters(plan).filter((cluster) => cluster.protect),
    problem: unless(
      (cluster) =>
        cluster.inputs["deletionProtection"] === true &&
        cluster.inputs["skipFinalSnapshot"] === false &&
        text(cluster, "finalSnapshotIdentifier") !== "",
      "it can be deleted",
    ),
  },
  {
    ids: "RDS.11 CKV_AWS_133",
    sentence: "The warehouse is backed up for seven days at least",
    subjects: clusters,
    problem: unless((cluster) => Number(cluster.inputs["backupRetentionPeriod"]) >= 7, "its backups go after less than seven days"),
  },
  {
    ids: "RDS.10 RDS.12 CKV_AWS_161 CKV_AWS_162",
    sentence: "People and jobs log in to the warehouse with IAM",
    subjects: clusters,
    problem: unless((cluster) => cluster.inputs["iamDatabaseAuthenticationEnabled"] === true, "IAM does not log in"),
  },
  {
    ids: "RDS.13 RDS.35 CKV_AWS_226",
    sentence: "The warehouse takes minor upgrades",
    subjects: ofType("aws:rds/clusterInstance:ClusterInstance"),
    problem: unless((instance) => instance.inputs["autoMinorVersionUpgrade"] === true, "it stays on its minor version"),
  },
  {
    ids: "RDS.34 RDS.36 RDS.37 CKV2_AWS_27 CKV_AWS_324",
    sentence: "The warehouse sends its log, with definitions and slow statements",
    subjects: clusters,
    problem: unless(
      (cluster, plan) =>
        JSON.stringify(cluster.inputs["enabledCloudwatchLogsExports"]) === '["postgresql"]' &&
        ofType("aws:rds/clusterParameterGroup:ClusterParameterGroup")(plan).some((group) =>
          ["log_statement", "log_min_duration_statement"].every((parameter) =>
            JSON.stringify(group.inputs["parameters"] ?? []).includes(`"${parameter}"`),
          ),
        ),
      "its log is not sent",
    ),
  },
  {
    ids: "RDS.38 CKV2_AWS_69",
    sentence: "The warehouse refuses connections without TLS",
    subjects: ofType("aws:rds/clusterParameterGroup:ClusterParameterGroup"),
    problem: unless(
      (group) => JSON.stringify(group.inputs["parameters"] ?? []).includes('"name":"rds.force_ssl","value":"1"'),
      "connections without TLS pass",
    ),
  },
  {
    ids: "RDS.16 RDS.17",
    sentence: "Snapshots of the warehouse have its tags",
    subjects: clusters,
    problem: unless((cluster) => cluster.inputs["copyTagsToSnapshot"] === true, "its snapshots have no tags"),
  },
  {
    ids: "RDS.24 RDS.25",
    sentence: "The administrator of the warehouse has no name that everybody tries, and a password that only Secrets Manager knows",
    subjects: clusters,
    problem: unless(
      (cluster) =>
        !["admin", "postgres", "root", ""].includes(text(cluster, "masterUsername")) &&
        cluster.inputs["manageMasterUserPassword"] === true &&
        cluster.inputs["masterPassword"] === undefined &&
        isStackKey(cluster.inputs["masterUserSecretKmsKeyId"]),
      "its administrator can be guessed",
    ),
  },
  {
    ids: "DataFirehose.1 CKV_AWS_240 CKV_AWS_241",
    sentence: "Streams are encrypted with the stack's key",
    subjects: streams,
    problem: unless(
      (stream) =>
        input(stream, "serverSideEncryption", "enabled") === true &&
        input(stream, "serverSideEncryption", "keyType") === "CUSTOMER_MANAGED_CMK" &&
        isStackKey(input(stream, "serverSideEncryption", "keyArn")),
      "records wait without the stack's key",
    ),
  },
  {
    ids: "SNS.1 CKV_AWS_26",
    sentence: "Topics are encrypted with the stack's key",
    subjects: topics,
    problem: unless((topic) => isStackKey(topic.inputs["kmsMasterKeyId"]), "it is not encrypted with the stack's key"),
  },
  {
    ids: "SNS.4 CKV_AWS_169",
    sentence: "No topic is open to everyone",
    subjects: ofType("aws:sns/topicPolicy:TopicPolicy"),
    problem: publicStatement("topic"),
  },
  {
    ids: "SQS.1 CKV_AWS_27",
    sentence: "Queues are encrypted with the stack's key",
    subjects: queues,
    problem: unless((queue) => isStackKey(queue.inputs["kmsMasterKeyId"]), "it is not encrypted with the stack's key"),
  },
  {
    ids: "SQS.3 CKV_AWS_72 CKV_AWS_168 CKV_AWS_387",
    sentence: "No queue is open to everyone",
    subjects: ofType("aws:sqs/queuePolicy:QueuePolicy"),
    problem: publicStatement("queue"),
  },
  {
    ids: "CKV_AWS_297",
    sentence: "What schedules send is encrypted with the stack's key",
    subjects: ofType("aws:scheduler/schedule:Schedule"),
    problem: unless((schedule) => isStackKey(schedule.inputs["kmsKeyArn"]), "it is not encrypted with the stack's key"),
  },
  {
    ids: "StepFunctions.1 CKV_AWS_285 AwsSolutions-SF1",
    sentence: "State machines log, without the data of their executions",
    subjects: stateMachines,
    problem: unless(
      (machine) =>
        ["ALL", "ERROR", "FATAL"].includes(text(machine, "loggingConfiguration", "level")) &&
        text(machine, "loggingConfiguration", "logDestination").endsWith(":*") &&
        input(machine, "loggingConfiguration", "includeExecutionData") !== true,
      "it does not log, or logs data",
    ),
  },
  {
    ids: "CKV_AWS_284 AwsSolutions-SF2",
    sentence: "State machines are traced",
    subjects: stateMachines,
    problem: unless((machine) => input(machine, "tracingConfiguration", "enabled") === true, "it is not traced"),
  },
];
