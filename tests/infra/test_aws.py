"""The buckets and roles of `infra/aws`, deployed on a real server: each role may do its job and nothing else."""

import ast
import json
import os
import subprocess
import sys
import warnings
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.s3 import S3Server
from trending_now.sources import tmdb

TEMPLATE = Path(__file__).parents[2] / "infra" / "aws" / "data.yaml"
RAW, PROCESSED, MODELS = "trending-now-raw-data", "trending-now-processed-data", "trending-now-models"
BUCKETS = {RAW: "invented-raw", PROCESSED: "invented-processed", MODELS: "invented-models"}
LIST, READ, WRITE, DELETE = "s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"
ACTIONS = (LIST, READ, WRITE, DELETE, "s3:PutBucketPolicy", "s3:DeleteBucket", "s3:PutLifecycleConfiguration")
MAY = {
    "data-ingestion-pipeline-role": {(LIST, RAW), (WRITE, RAW)},
    "data-processing-pipeline-role": {
        (LIST, RAW), (READ, RAW), (LIST, PROCESSED), (READ, PROCESSED), (WRITE, PROCESSED)
    },
    "ml-training-pipeline-role": {(LIST, PROCESSED), (READ, PROCESSED), (LIST, MODELS), (WRITE, MODELS)},
    "model-serving-role": {(LIST, MODELS), (READ, MODELS)},
}  # fmt: skip
ELSEWHERE = ("iam:CreateUser", "sts:AssumeRole", "kms:Decrypt", "ec2:RunInstances", "s3:ListAllMyBuckets")


@dataclass(frozen=True, slots=True)
class Deployed:
    """The stack on the server, with the resources that it made."""

    server: S3Server

    def policies(self, role: str) -> list[dict[str, Any]]:
        """Return all statements of a role's policies, as the server keeps them."""
        iam = self.server.client("iam")
        assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
        names = iam.list_role_policies(RoleName=role)["PolicyNames"]
        documents = [iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
        return [statement for document in documents for statement in _parsed(document)["Statement"]]

    def put_policies_again(self, role: str) -> None:
        """Give the server the policies that it made of the template once more: it obeys them only as JSON."""
        document = {"Version": "2012-10-17", "Statement": self.policies(role)}
        self.server.client("iam").put_role_policy(
            RoleName=role, PolicyName="all-of-them", PolicyDocument=json.dumps(document)
        )
        for name in self.server.client("iam").list_role_policies(RoleName=role)["PolicyNames"]:
            if name != "all-of-them":
                self.server.client("iam").delete_role_policy(RoleName=role, PolicyName=name)

    def keys_of(self, role: str) -> dict[str, str]:
        """Return the role's own credentials, by the names that a client gives them."""
        arn = self.server.client("iam").get_role(RoleName=role)["Role"]["Arn"]
        given = self.server.client("sts").assume_role(RoleArn=arn, RoleSessionName="tests")["Credentials"]
        names = {"aws_access_key_id": "AccessKeyId", "aws_secret_access_key": "SecretAccessKey"}
        return {own: given[name] for own, name in (names | {"aws_session_token": "SessionToken"}).items()}

    def as_role(self, role: str) -> Any:
        """Return an S3 client with the role's own credentials."""
        return self.server.client(**self.keys_of(role))


@pytest.fixture(scope="module")
def stack(s3: S3Server) -> Deployed:
    """Deploy the template."""
    names = {"RawBucketName": RAW, "ProcessedBucketName": PROCESSED, "ModelBucketName": MODELS}
    parameters = [{"ParameterKey": key, "ParameterValue": BUCKETS[name]} for key, name in names.items()]
    cloud = s3.client("cloudformation")
    body = TEMPLATE.read_text("utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # this server makes no bucket policies and no OIDC providers
        cloud.create_stack(
            StackName="tn", TemplateBody=body, Parameters=parameters, Capabilities=["CAPABILITY_NAMED_IAM"]
        )
    assert cloud.describe_stacks(StackName="tn")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    return Deployed(s3)


def test_the_template_has_no_fault_that_cfn_lint_knows() -> None:
    pytest.importorskip("cfnlint", reason="cfn-lint is not installed; run `make data-setup`")
    program = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run([program, str(TEMPLATE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("role", MAY)
def test_a_roles_policy_documents_allow_its_job_and_nothing_else(role: str, stack: Deployed) -> None:
    statements = stack.policies(role)
    for action, bucket in product(ACTIONS, BUCKETS):
        resource = f"arn:aws:s3:::{BUCKETS[bucket]}" + ("/any/key" if action in (READ, WRITE, DELETE) else "")
        assert allows(statements, action, resource) == ((action, bucket) in MAY[role]), (action, bucket)
    for action in ELSEWHERE:
        assert not allows(statements, action, "*"), action
    for resource in ("arn:aws:s3:::another-bucket/key", "arn:aws:s3:::another-bucket"):
        assert not any(allows(statements, action, resource) for action in ACTIONS)


@pytest.mark.parametrize("role", MAY)
def test_the_server_lets_a_role_do_its_job_and_nothing_else(role: str, stack: Deployed) -> None:
    own = stack.as_role(role)
    stack.put_policies_again(role)
    for bucket in BUCKETS.values():
        stack.server.client().put_object(Bucket=bucket, Key="there", Body=b"x")
    with stack.server.checking_keys():
        done = {(action, bucket) for action, bucket in product(CALLS, BUCKETS) if _works(own, action, BUCKETS[bucket])}
    assert done == {(action, bucket) for action, bucket in MAY[role] if action in CALLS}


def test_ingest_does_its_job_with_its_role_and_snapshot_with_the_next(stack: Deployed, tmp_path: Path) -> None:
    catalogue = tmp_path / "films.csv"
    catalogue.write_text("name,plot\nThe Salt Road,Two sisters walk to the sea.\n", "utf-8")

    for role, command in (
        ("data-ingestion-pipeline-role", ["import", str(catalogue)]),
        ("data-ingestion-pipeline-role", ["import", str(catalogue)]),
        ("data-ingestion-pipeline-role", ["ingest", "--json"]),
        ("data-processing-pipeline-role", ["snapshot"]),
    ):
        assert (done := run_as(stack, role, command, tmp_path)).returncode == 0, done.stderr
    frozen = stack.server.keys(BUCKETS[PROCESSED])
    assert [key for key in frozen if "/raw/source=import-films/" in key or "/raw/source=import:films/" in key]


@pytest.mark.parametrize("name", ["RawBucket", "ProcessedBucket", "ModelBucket"])
def test_a_bucket_is_versioned_encrypted_private_and_forgets(name: str) -> None:
    """The template says so: the server that tests have makes a bucket without most of it."""
    bucket = template()["Resources"][name]
    said = bucket["Properties"]
    encryption = said["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    rules = said["LifecycleConfiguration"]["Rules"]
    assert (bucket["DeletionPolicy"], said["VersioningConfiguration"]["Status"]) == ("Retain", "Enabled")
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert list(said["PublicAccessBlockConfiguration"].values()) == [True] * 4
    assert all(rule["Status"] == "Enabled" for rule in rules)
    assert any("NoncurrentVersionExpiration" in rule for rule in rules)
    assert (name == "RawBucket") == any(rule.get("ExpirationInDays") == "!Ref RawDays" for rule in rules)


@pytest.mark.parametrize("name", ["RawBucket", "ProcessedBucket", "ModelBucket"])
def test_a_bucket_answers_nobody_in_the_clear(name: str) -> None:
    (statement,) = template()["Resources"][f"{name}OnlyEncrypted"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [f"!GetAtt {name}.Arn", f"!Sub ${{{name}.Arn}}/*"]


def test_raw_answers_go_no_later_than_the_shortest_policy_says() -> None:
    days = template()["Parameters"]["RawDays"]
    assert days["Default"] == days["MaxValue"] == tmdb.POLICY.retention.days  # type: ignore[union-attr]


def test_only_workflows_of_the_main_branch_may_train(stack: Deployed) -> None:
    role = stack.server.client("iam").get_role(RoleName="ml-training-pipeline-role")["Role"]
    statements = _parsed(role["AssumeRolePolicyDocument"])
    (federated,) = [x for x in statements["Statement"] if x["Action"] == "sts:AssumeRoleWithWebIdentity"]
    said = federated["Condition"]["StringEquals"]
    assert said["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"
    assert said["token.actions.githubusercontent.com:sub"] == "repo:trending-now/trending-now:ref:refs/heads/main"


CALLS = {
    LIST: lambda client, bucket: client.list_objects_v2(Bucket=bucket),
    READ: lambda client, bucket: client.get_object(Bucket=bucket, Key="there"),
    WRITE: lambda client, bucket: client.put_object(Bucket=bucket, Key="there", Body=b"y"),
    DELETE: lambda client, bucket: client.delete_object(Bucket=bucket, Key="not-there"),
}


def run_as(stack: Deployed, role: str, command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the program with a role's own keys, its lake and snapshots in the stack's buckets."""
    stack.put_policies_again(role)
    given = {"HOME": str(home), "LAKE_URL": f"s3://{BUCKETS[RAW]}", "SOURCES": ""}
    given["SNAPSHOTS_URL"] = f"s3://{BUCKETS[PROCESSED]}/snapshots"
    own = {name.upper(): key for name, key in stack.keys_of(role).items()}
    settings = {f"TRENDING_NOW_{name}": value for name, value in given.items()} | stack.server.environment() | own
    program = [sys.executable, "-m", "trending_now.cli", *command]
    with stack.server.checking_keys():
        return subprocess.run(program, env=os.environ | settings, capture_output=True, text=True, check=False)


def allows(statements: list[dict[str, Any]], action: str, resource: str) -> bool:
    """Evaluate statements as IAM does: an explicit denial counts before any allowance, and silence denies."""
    effects = {
        statement["Effect"]
        for statement in statements
        if any(fnmatchcase(action, each) for each in _listed(statement["Action"]))
        and any(fnmatchcase(resource, each) for each in _listed(statement["Resource"]))
    }
    return effects == {"Allow"}


def template() -> dict[str, Any]:
    """Read the template; its functions become text, as they stand there."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Knows CloudFormation's short functions."""

    Loader.add_multi_constructor("!", lambda _, tag, node: f"!{tag} {node.value}")
    content: dict[str, Any] = yaml.load(TEMPLATE.read_text("utf-8"), Loader)
    return content


def _parsed(document: str | dict[str, Any]) -> dict[str, Any]:
    """Return a document that the server may give as text."""
    parsed: dict[str, Any] = ast.literal_eval(document) if isinstance(document, str) else document
    return parsed


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _works(client: Any, action: str, bucket: str) -> bool:
    from botocore.exceptions import ClientError

    try:
        CALLS[action](client, bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 403:
            raise
        return False
    return True
