"""The contract of a package: checks of its clients and models against the document."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

from generator.contract.case import Case
from generator.contract.client import BASE_PATH, ClientDriver
from generator.contract.judging.credential_checks import CredentialChecks
from generator.contract.judging.credentials import Credentials
from generator.contract.judging.header_checks import HeaderChecks
from generator.contract.judging.models import ModelCheck
from generator.contract.judging.package_checks import PackageChecks
from generator.contract.judging.request_checks import RequestChecks
from generator.contract.judging.request_validator import RequestValidator
from generator.contract.judging.response_checks import ResponseChecks
from generator.contract.judging.wire_checks import WireChecks
from generator.contract.places import Places
from generator.contract.report import Report
from generator.contract.specification import Specification

__all__ = ["Contract"]


class Contract(AbstractContextManager["Contract"]):
    """Checks the clients of a package, one operation at a time.

    Each check raises AssertionError with everything that is wrong: the operation, what
    was tried, the place as a JSON pointer, what was expected and what happened.

    Args:
        package: The package under test.
        schemes: The security schemes of the document, by the keyword of the clients'
            constructor that takes their credential.
        path: The document as a JSON file.
    """

    def __init__(
        self, package: ModuleType, schemes: Mapping[str, str], path: Path
    ) -> None:
        self._package = package
        self._specification = specification = Specification.load(path)
        self._document = specification.document
        self._places = Places(self._document, path)
        self._not_checked: dict[str, list[str]] = {}
        credentials = Credentials(specification.document, schemes)
        self._driver = ClientDriver(package, credentials.arguments())
        validator = RequestValidator(specification, credentials, BASE_PATH)
        self._requests = RequestChecks(specification, validator, self._driver)
        self._credentials = CredentialChecks(
            specification, validator, self._driver, credentials
        )
        self._responses = ResponseChecks(specification, self._driver)
        self._headers = HeaderChecks(specification, self._driver)
        self._whole = PackageChecks(package, specification, self._driver)
        self._wire = WireChecks(
            specification, self._driver, credentials, path.with_name("wire")
        )

    def __exit__(self, *exception: object) -> None:
        self._driver.__exit__(*exception)

    def check_requests(self, case: Case) -> None:
        """Check the requests for valid calls, and that invalid calls are refused."""
        checks = self._requests
        self._check(
            case,
            checks.check_valid_calls,
            checks.check_invalid_calls,
            self._credentials.check_credentials,
            checks.check_default_server,
            checks.check_retries,
            checks.check_settings,
        )

    def check_responses(self, case: Case) -> None:
        """Check the results for documented, invalid and undocumented responses."""
        checks = self._responses
        headers = self._headers.check_headers
        self._check(case, checks.check_statuses, checks.check_results, headers)

    def check_errors(self, case: Case) -> None:
        """Check the exceptions for errors, documented or not."""
        self._check(case, self._responses.check_errors)

    def check_wire(self, case: Case) -> None:
        """Check what the file in ``wire``, beside the document, shows for a method."""
        self._check(case, self._wire.check_calls)

    def check_exports(self) -> None:
        """Check that the package has the names that it lists, and the version of the
        document.
        """
        self._check_package("exports", self._whole.check_exports)

    def check_servers(self) -> None:
        """Check that the package has the servers of the document, and no others, and the
        URLs that the variables of a server give.
        """
        self._check_package("Server", self._whole.check_servers)

    def check_event(self, name: str, pointer: str) -> None:
        """Check a function that decodes what the API sends in the request at a pointer."""
        self._check_package(name, partial(self._whole.check_event, name, pointer))

    def check_model(self, name: str, pointer: str) -> None:
        """Check a model by itself against the schema at a pointer."""
        report = Report(
            f"models.{name}",
            self._not_checked.setdefault(name, []),
            lambda each: self._places.rule(each, None),
        )
        models = importlib.import_module(f"{self._package.__name__}.models")
        model: Any = getattr(models, name)
        if not isinstance(model, type):  # Where the client uses it, it is strict.
            runtime = f"{self._package.__name__}._core.strict_types"
            model = Annotated[model, importlib.import_module(runtime).Strict()]
        ModelCheck(self._specification, model, pointer).run(report)
        report.check()

    def take_not_checked(self) -> list[tuple[str, str]]:
        """Return and forget what was not checked since the last call, because no valid
        instance was found: the operation or model, and the reason.
        """
        taken, self._not_checked = self._not_checked, {}
        return [
            (name, reason.splitlines()[0])
            for name, reasons in taken.items()
            for reason in dict.fromkeys(reasons)
        ]

    def _check_package(self, title: str, check: Callable[[Report], None]) -> None:
        report = Report(
            title,
            self._not_checked.setdefault(title, []),
            lambda each: self._places.rule(each, None),
        )
        check(report)
        report.check()

    def _check(self, case: Case, *checks: Callable[[Case, Report], None]) -> None:
        operation = self._specification.operation(case)
        for check in checks:
            report = Report(
                case.title,
                self._not_checked.setdefault(case.name, []),
                lambda each: self._places.rule(each, operation),
            )
            check(case, report)
            report.check()
