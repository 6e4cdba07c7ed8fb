"""The language of the window: Qt's own words and numbers in it, and the menu where another is chosen."""

from collections.abc import Callable

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from cnnstudio.core.language import LANGUAGES, current, tr
from cnnstudio.files.language import system_language


def teach(application: QApplication) -> None:
    """Has Qt say its own words, on buttons of dialogs for instance, and write numbers in the person's language."""
    speaks, system = QLocale(current()), QLocale.system()
    # Of the system only which country: its own habits with numbers would differ from those of the program.
    country = system.territory() if system.language() == speaks.language() else speaks.territory()
    QLocale.setDefault(QLocale(speaks.language(), country))
    if current() == "en":
        return  # what Qt itself is written in
    words = QTranslator(application)
    if words.load(f"qtbase_{current()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(words)


def language_menu(parent: QWidget, chosen: str, choose: Callable[[str], None]) -> QMenu:
    """The languages, each by its own name, one of them checked; ``choose`` gets "" for the system's."""
    menu = QMenu(tr("Language"), parent)
    group = QActionGroup(menu)
    system = tr("System ({language})", language=LANGUAGES[system_language()])
    for name, text in {"": system, **LANGUAGES}.items():
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(name == chosen)
        action.setData(name)
        action.setActionGroup(group)
        action.triggered.connect(lambda _=False, name=name: choose(name))
    return menu


def chosen_words(name: str) -> str:
    """What is said once a language is chosen, "" for the system's."""
    language = LANGUAGES[name or system_language()]
    return tr("From the next start on CNN Studio speaks {language}.", language=language)
