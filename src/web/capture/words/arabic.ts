// Arabic, which is read from right to left.

import type { Words } from './words.js';

const closer = 'اقترب حتى يملأ وجهك معظم الشكل البيضاوي.';
const light = 'مزيد من الضوء على وجهك: استدر نحو نافذة أو مصباح.';
const still = 'ثبّت الهاتف وانتظر حتى تتضح الصورة.';
const straight = 'انظر مباشرة إلى الكاميرا ورأسك مستقيم.';
const whole = 'أظهر وجهك كاملاً ومكشوفاً وفي ضوء جيد.';
const page = 'أظهر الصفحة التي تحمل الصورة كاملة ومسطحة بزواياها الأربع.';

export const arabic: Words = {
  direction: 'rtl',
  title: 'أكّد هويتك',
  headings: {
    looking: 'لحظة من فضلك',
    welcome: 'أكّد هويتك',
    selfie: 'وجهك',
    document: 'وثيقتك',
    sending: 'لحظة من فضلك',
    again: 'مرة أخرى من فضلك',
    done: 'شكراً لك',
    failed: 'لم تنجح العملية',
    expired: 'لم يعد هذا الرابط صالحاً',
    unreachable: 'لا يوجد اتصال',
  },
  loading: 'يجري تحضير الصفحة.',
  whatProofing: 'ستلتقط صورة لوجهك، ثم صورة لصفحة جواز سفرك أو بطاقة هويتك التي تحمل صورتك.',
  whatAuthentication: 'ستلتقط صورة لوجهك.',
  consent:
    'بالمتابعة توافق على إرسال صورك إلى الجهة التي أرسلت إليك هذا الرابط، وعلى أن يقارن حاسوب وجهك. تُحفظ الصور مشفّرة، وفقط للمدة التي يقتضيها القانون أو عقدك، ثم تُمحى. ويمكنك أن تطلب أن يتحقق شخص بدلاً من ذلك.',
  tries: (left) => `عدد المحاولات المتبقية: ${left}`,
  begin: 'أوافق: ابدأ',
  howSelfie: 'ضع وجهك داخل الشكل البيضاوي. انزع النظارة الشمسية والقبعة.',
  howDocument: 'ضع الوثيقة على سطح مستوٍ واجعل الصفحة التي تحمل الصورة داخل الإطار.',
  camera: 'ما تراه الكاميرا',
  take: 'التقط الصورة',
  upload: 'أو اختر صورة من هذا الجهاز',
  noCamera: {
    refused: 'لا يُسمح باستخدام الكاميرا. اسمح بذلك في إعدادات المتصفح أو اختر صورة.',
    missing: 'لم يُعثر على كاميرا. اختر صورة بدلاً من ذلك.',
    busy: 'تطبيق آخر يستخدم الكاميرا. أغلقه وأعد تحميل الصفحة، أو اختر صورة.',
  },
  light: {
    dark: light,
    bright: 'الضوء شديد: ابتعد عن مصدره.',
    glare: 'الوثيقة تعكس الضوء. أمِلها قليلاً أو ابتعد عن المصباح.',
  },
  lookAtIt: 'هل كل شيء واضح ومرئي جيداً؟',
  taken: 'الصورة التي التقطتها',
  keep: 'استخدم هذه الصورة',
  takeAgain: 'أعد التقاطها',
  sending: 'يجري إرسال صورك وفحصها. يستغرق ذلك بضع ثوانٍ.',
  again: 'حاول مرة أخرى',
  done: 'وصلت صورك. ستخبرك الجهة التي أرسلت الرابط بالخطوة التالية.',
  failed: 'تعذّر استخدام الصور ولم تبق محاولات. اطلب رابطاً آخر من الجهة التي أرسلته.',
  expired: 'استُخدم الرابط أو انتهت مدته. اطلب رابطاً آخر من الجهة التي أرسلته.',
  unreachable: 'تعذّر الوصول إلى الخدمة. تحقق من اتصالك بالإنترنت.',
  back: 'متابعة',
  language: 'اللغة',
  advice: {
    face_not_found: whole,
    quality_LeftwardCropOfTheFaceImage: whole,
    quality_RightwardCropOfTheFaceImage: whole,
    quality_MarginAboveOfTheFaceImage: whole,
    quality_MarginBelowOfTheFaceImage: whole,
    faces_several: 'يجب أن يظهر شخص واحد فقط في الصورة.',
    quality_SingleFacePresent: 'يجب أن يظهر شخص واحد فقط في الصورة.',
    quality_HeadSize: closer,
    quality_InterEyeDistance: closer,
    quality_Sharpness: still,
    quality_UnderExposurePrevention: light,
    quality_OverExposurePrevention: 'الضوء شديد: ابتعد عن مصدره.',
    quality_DynamicRange: light,
    quality_IlluminationUniformity: 'اجعل الضوء يسقط على وجهك من الأمام.',
    quality_EyesOpen: 'افتح عينيك جيداً دون نظارة شمسية.',
    quality_MouthClosed: 'أغلق فمك.',
    quality_HeadPoseYaw: straight,
    quality_HeadPosePitch: straight,
    quality_HeadPoseRoll: straight,
    portrait_not_found: page,
    page_not_found: page,
    mrz_not_found: page,
    mrz_unreadable: 'يجب أن تكون أسطر الحروف أسفل الصفحة واضحة وخالية من الانعكاس.',
    document_cropped: page,
    document_too_small: 'الوثيقة صغيرة جداً في الصورة. اقترب حتى تملأ الإطار.',
    document_blurred: still,
    document_glare: 'الوثيقة تعكس الضوء. أمِلها قليلاً أو ابتعد عن المصباح.',
  },
  adviceOtherwise: 'تعذّر استخدام الصور. أعد التقاطها في ضوء جيد ودون استعجال.',
};
