// A comparable CDK app: so many resources of the kinds that a data stack has. Run by scripts/bench.mjs with aws-cdk beside it.
const { App, Stack, RemovalPolicy } = require("aws-cdk-lib");
const { CfnDatabase, CfnJob } = require("aws-cdk-lib/aws-glue");
const { PolicyStatement, Role, ServicePrincipal } = require("aws-cdk-lib/aws-iam");
const { Key } = require("aws-cdk-lib/aws-kms");
const { Bucket, BucketEncryption, BlockPublicAccess } = require("aws-cdk-lib/aws-s3");
const { CfnSchedule } = require("aws-cdk-lib/aws-scheduler");
const { CfnStateMachine } = require("aws-cdk-lib/aws-stepfunctions");

const wanted = Number(process.argv[2]);
const app = new App();
const stack = new Stack(app, "Bench", { env: { account: "111111111111", region: "eu-west-1" } });
const key = new Key(stack, "Key", { enableKeyRotation: true });

let made = 1;
for (let part = 0; made < wanted; part++) {
  const bucket = new Bucket(stack, `Bucket${part}`, {
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    enforceSSL: true,
    versioned: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const role = new Role(stack, `Role${part}`, { assumedBy: new ServicePrincipal("glue.amazonaws.com") });
  role.addToPolicy(new PolicyStatement({ actions: ["s3:GetObject"], resources: [bucket.arnForObjects("*")] }));
  new CfnDatabase(stack, `Database${part}`, { catalogId: stack.account, databaseInput: { name: `database_${part}` } });
  const job = new CfnJob(stack, `Job${part}`, {
    role: role.roleArn,
    command: { name: "glueetl", scriptLocation: `s3://${bucket.bucketName}/job.py` },
    glueVersion: "5.0",
    workerType: "G.1X",
    numberOfWorkers: 2,
  });
  const machine = new CfnStateMachine(stack, `Machine${part}`, {
    roleArn: role.roleArn,
    definitionString: JSON.stringify({
      StartAt: "Run",
      States: { Run: { Type: "Task", Resource: "arn:aws:states:::glue:startJobRun.sync", End: true } },
    }),
  });
  new CfnSchedule(stack, `Schedule${part}`, {
    flexibleTimeWindow: { mode: "OFF" },
    scheduleExpression: "rate(1 hour)",
    target: { arn: machine.attrArn, roleArn: role.roleArn },
  });
  made += 8;
  void job;
}
app.synth();
