"""The words of seals: numbers for what is said often, and the dictionary that texts are deflated against.

Papers outlive programs. Numbers are never given anew, names of :mod:`kiosk.certificates.contents` are only
ever appended, and another dictionary is another version: an old seal must be read as it was written.
"""

from __future__ import annotations

from kiosk.certificates.kinds import Kind

VERSION = 1

KIND_NUMBERS: dict[Kind, int] = {
    Kind.RESIDENT_RECORD: 1,
    Kind.RESIDENT_RECORD_ITEMS: 2,
    Kind.SEAL_REGISTRATION: 3,
    Kind.INCOME_TAX: 4,
    Kind.TAX_PAYMENT: 5,
    Kind.FAMILY_REGISTER: 6,
    Kind.FAMILY_REGISTER_INDIVIDUAL: 7,
    Kind.ADDRESS_HISTORY: 8,
}

STANDING_TEXTS = ("【省略】", "【空欄】", "＊＊＊", "男", "女", "世帯主", "0円", "0人")
"""Texts that are signed as their place in this list."""

_COMMON = (
    # what is rare comes first: deflate reaches the end of a dictionary by shorter numbers
    "技術・人文知識・国際業務特別永住者永住者の配偶者等日本人の配偶者等定住者家族滞在留学技能実習特定技能1号経営・管理"
    "高度専門職1号ロ中長期在留者5年3年1年ベトナム中国フィリピンブラジルネパール韓国米国台湾"
    "改製日による改製平成6年法務省令第51号附則第2条第1項による改製戸籍に記録されている者戸籍事項身分事項"
    "出生婚姻縁組転籍離婚死亡認知養子縁組除籍編製日転籍日従前本籍従前戸籍送付を受けた日受理者"
    "【名】【生年月日】【父】【母】【続柄】【出生日】【出生地】【届出日】【届出人】【婚姻日】【配偶者氏名】【従前戸籍】"
    "【住所】【住定日】配偶者区分夫妻これは、戸籍に記録されている事項の全部を証明した書面である。"
    "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。"
    "この写しは、戸籍の附票の原本と相違ないことを証明する。"
    "この写しは、登録されている印影と相違ないことを証明する。上記の事項は、住民票に記載があることを証明する。"
    "登録番号登録年月日固定資産税・都市計画税軽自動車税（種別割）国民健康保険税市民税・県民税・森林環境税"
    "第1期第2期第3期第4期全期随時未到来完納"
    "課税標準額（総合）課税標準額（分離）町民税　所得割町民税　均等割市民税　所得割市民税　均等割"
    "府民税道民税都民税県民税　所得割県民税　均等割森林環境税年税額"
    "雑損医療費社会保険料小規模企業共済等掛金生命保険料地震保険料障害者寡婦・ひとり親勤労学生配偶者配偶者特別"
    "扶養基礎控除合計給与収入給与所得公的年金等収入営業等所得農業所得不動産所得利子所得配当所得雑所得譲渡所得"
    "一時所得合計所得金額控除対象配偶者一般特定老人同居老親16歳未満特別障害者その他の障害者障害者（特別）障害者（その他）"
    "賦課期日（令和7年1月1日）現在の住所　市民税・県民税は、課税されていません。非課税証明書所得・課税証明書"
    "上記のとおり相違ないことを証明する。令和元年度令和7年度（令和6年分）令和8年度（令和7年分）"
    "この写しは、世帯全員の住民票の原本と相違ないことを証明する。"
    "この写しは、世帯の一部の住民票の原本と相違ないことを証明する。"
    "大字字番地の番号１２３４５６７８９０ハイツコーポマンション号室棟県郡町村区市丁目1番2号"
    "同居人長男長女二男二女三男夫妻父母子妻の子夫の子孫"
    "さんたろうじろういちろうはなこゆうようしょうこうきょうリュウショウコウキョウサントロウコ　"
    "有無000円,000円,500円00円人期"
    "大正明治令和元年昭和50年昭和平成元年平成20年平成1月1日2月2日3月3日4月1日5月5日6月6日7月7日8月8日9月9日"
    "10月10日11月11日12月31日令和6年4月1日令和7年11月21日令和8年都道府県知事区長町長市長　"
)
DICTIONARY = _COMMON.encode()
"""For raw deflate (RFC 1951); its end is what is said most often."""
